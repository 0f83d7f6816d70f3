package dev.hathora.operator.simulator;

import dev.hathora.operator.simulator.Caller.Reply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.hathora.operator.simulator.Caller.IN_TOKYO;
import static dev.hathora.operator.simulator.Caller.ROOMS;
import static org.assertj.core.api.Assertions.assertThat;

/** What is refused, and that nothing came of it. One room exists ("here", app-1), and one was destroyed ("gone"). */
class RefusedCallsTest {
    private final Simulator simulator = Simulator
            .start(SimulatorOptions.defaults().withAppIds(Caller.APP, "app-other"));
    private final Caller caller = new Caller(simulator);

    @BeforeEach
    void makeRooms() {
        caller.create("here");
        caller.create("gone");
        caller.post(ROOMS + "/destroy/gone");
    }

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    @ParameterizedTest(name = "{3}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            textBlock = """
                    # roomId                  | body                                                     | status | why
                    here                      | {"region":"Tokyo"}                                       | 400 | the id is in use
                    gone                      | {"region":"Tokyo"}                                       | 400 | the id was used by a destroyed room
                    r%201                     | {"region":"Tokyo"}                                       | 422 | a space in the id
                    r%2F1                     | {"region":"Tokyo"}                                       | 422 | a slash in the id
                    r.1                       | {"region":"Tokyo"}                                       | 422 | a dot in the id
                    ``                        | {"region":"Tokyo"}                                       | 422 | the id is empty
                    new                       | {"region":"Atlantis"}                                    | 422 | no such region
                    new                       | {"region":"tokyo"}                                       | 422 | regions are case-sensitive
                    new                       | {"region":7}                                             | 422 | the region is no string
                    new                       | {}                                                       | 422 | no region
                    new                       | []                                                       | 422 | the body is no object
                    new                       | {"region":                                               | 400 | the body is no JSON
                    new                       | {"region":"Tokyo","roomConfig":{}}                       | 422 | roomConfig is an object
                    new                       | {"region":"Tokyo","deploymentId":1}                      | 422 | deploymentId is a number
                    new                       | {"region":"Tokyo","clientIPs":"10.0.0.1"}                | 422 | clientIPs is no list
                    new                       | {"region":"Tokyo","clientIPs":[1]}                       | 422 | clientIPs lists a number
                    """)
    void createRoomRefuses(String roomId, String body, int status, String why) {
        Reply reply = caller.post(ROOMS + "/create?roomId=" + roomId, body);

        assertThat(reply.status()).as("%s: %s", why, reply.body()).isEqualTo(status);
        assertThat(reply.message()).isNotEmpty();
        assertThat(simulator.rooms()).as("nothing was made").hasSize(2);
    }

    @ParameterizedTest(name = "{2}: {1}")
    @CsvSource({"100, 201, an id of the greatest length", "101, 422, an id one longer"})
    void createRoomCountsTheCharactersOfAnId(int length, int status, String why) {
        assertThat(caller.create("x".repeat(length)).status()).as(why).isEqualTo(status);
    }

    @ParameterizedTest(name = "{0} with {1} characters: {2}")
    @CsvSource({"create, 10000, 201", "create, 10001, 422", "update, 10000, 204", "update, 10001, 422"})
    void roomConfigHasAtMost10000Characters(String operation, int length, int status) {
        String path = operation.equals("create") ? "/create" : "/update/here";
        String body = "{\"region\":\"Tokyo\",\"roomConfig\":\"%s\"}".formatted("é".repeat(length));

        assertThat(caller.post(ROOMS + path, body).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 422})
    void aUsedIdIsRefusedWithTheStatusThatIsSet(int status) {
        simulator.setUsedIdStatus(status);

        Reply reply = caller.create("here");

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.message()).contains("not unique");
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST | /rooms/v2/app-1/update/here         | {}                 | 422 | no configuration
            POST | /rooms/v2/app-1/update/here         | {"roomConfig":{}}  | 422 | configuration is no string
            POST | /rooms/v2/app-1/update/nowhere      | {"roomConfig":"x"} | 404 | no such room
            POST | /rooms/v2/app-1/update/gone         | {"roomConfig":"x"} | 404 | destroyed
            POST | /rooms/v2/app-1/destroy/nowhere     | ``                 | 404 | no such room
            POST | /rooms/v2/app-1/destroy/gone        | ``                 | 404 | destroyed
            POST | /rooms/v2/app-1/suspend/nowhere     | ``                 | 404 | no such room
            POST | /rooms/v2/app-1/suspend/gone        | ``                 | 404 | destroyed
            POST | /rooms/v2/app-1/resume/nowhere      | ``                 | 404 | no such room
            POST | /rooms/v2/app-1/resume/gone         | ``                 | 404 | destroyed
            GET  | /rooms/v2/app-1/info/nowhere        | ``                 | 404 | no such room
            GET  | /rooms/v2/app-1/connectioninfo/gone | ``                 | 404 | destroyed
            GET  | /rooms/v2/app-1/list/p/active       | ``                 | 404 | no such process
            GET  | /rooms/v2/app-1/list/p/inactive     | ``                 | 404 | no such process
            GET  | /rooms/v2/app-other/info/here       | ``                 | 404 | the room of another application
            POST | /rooms/v2/app-other/destroy/here    | ``                 | 404 | the room of another application
            GET  | /rooms/v2/app-none/info/here        | ``                 | 404 | no such application
            GET  | /apps/v2/apps/app-none              | ``                 | 404 | no such application
            POST | /apps/v2/apps/app-1                 | {}                 | 405 | the wrong method
            POST | /rooms/v2/app-none/create           | {"region":"Tokyo"} | 404 | no such application
            GET  | /rooms/v2/app-1/destroy/here        | ``                 | 405 | the wrong method
            POST | /rooms/v1/app-1/create              | {"region":"Tokyo"} | 404 | another version of the API
            GET  | /                                   | ``                 | 404 | no operation
            """)
    void callsAreRefused(String method, String path, String body, int status, String why) {
        Reply reply = caller.send(method, path, body);

        assertThat(reply.status()).as("%s: %s", why, reply.body()).isEqualTo(status);
        assertThat(reply.message()).isNotEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"POST, /create", "POST, /destroy/here", "POST, /suspend/here", "POST, /resume/here",
        "POST, /update/here", "GET, /info/here", "GET, /list/p/active", "GET, /list/p/inactive"})
    void everyCallButGetConnectionInfoNeedsTheToken(String method, String path) {
        for (@Nullable
        String header : new @Nullable String[]{null, "Bearer wrong", "wrong", "Bearer "}) {
            Reply reply = caller.withAuthorization(header).send(method, ROOMS + path, IN_TOKYO);

            assertThat(reply.status()).as("Authorization: %s", header).isEqualTo(401);
            assertThat(reply.message()).doesNotContain("dev-token");
        }
        assertThat(simulator.rooms()).hasSize(2);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"Bearer dev-token, 401", "Bearer new-token, 200"})
    void aRotatedTokenReplacesTheOldOne(String header, int status) {
        simulator.rotateToken("new-token");

        assertThat(caller.withAuthorization(header).get(ROOMS + "/info/here").status()).isEqualTo(status);
    }

    @ParameterizedTest(name = "{0} in {1}: {2}")
    @CsvSource({"old, app-1, 200", "new, app-1, 200", "dev-token, app-1, 401", "old, app-other, 401",
        "dev-token, app-other, 404"})
    void anApplicationOfAnotherAccountTakesItsOwnTokensOnly(String token, String appId, int status) {
        simulator.setTokens("app-1", "old", "new");

        assertThat(caller.withAuthorization("Bearer " + token).get("/rooms/v2/" + appId + "/info/here").status())
                .isEqualTo(status);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/rooms/v2/app-1/info/here", "/rooms/v2/app-none/info/here", "/apps/v2/apps/app-1"})
    void aTokenOfStrangersIsGoodAndSeesNoApplication(String path) {
        simulator.addTokenOfStrangers("theirs");
        simulator.setTokens("app-1", "theirs");

        Reply reply = caller.withAuthorization("Bearer theirs").get(path);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.message()).startsWith("application app-").endsWith(" does not exist");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"application/json, 201", "application/json; charset=utf-8, 201", "text/plain, 422"})
    void aBodyCountsOnlyAsJson(String contentType, int status) {
        assertThat(caller.withContentType(contentType).create("new").status()).isEqualTo(status);
    }

    @ParameterizedTest(name = "older API: {0}")
    @CsvSource({"false, 200", "true, 404"})
    void theOlderApiHasNoResumeRoom(boolean older, int status) {
        simulator.withoutResumeRoom(older);

        assertThat(caller.post(ROOMS + "/resume/here").status()).isEqualTo(status);
    }
}
