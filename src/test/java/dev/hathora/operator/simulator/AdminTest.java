package dev.hathora.operator.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.simulator.Caller.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.hathora.operator.simulator.Caller.ROOMS;
import static org.assertj.core.api.Assertions.assertThat;

/** What lies behind the API, over HTTP and without a token. */
class AdminTest {
    private final ManualClock clock = new ManualClock();
    private final Simulator simulator = Simulator.start(SimulatorOptions.defaults(), clock);
    private final Caller caller = new Caller(simulator);

    @BeforeEach
    void makeRoom() {
        caller.create("r1");
        caller.withAuthorization(null);
    }

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    @Test
    void listsEveryRoom() {
        simulator.destroyAsGame("r1");

        JsonNode rooms = caller.get("/_sim/rooms").json();

        assertThat(rooms).hasSize(1);
        assertThat(rooms.path(0).properties()).extracting(field -> field.getKey()).containsExactly("roomId", "appId",
                "region", "status", "processId", "createdAt", "destroyedAt");
        assertThat(rooms.path(0).path("appId").asText()).isEqualTo("app-1");
        assertThat(rooms.path(0).path("region").asText()).isEqualTo("Tokyo");
        assertThat(rooms.path(0).path("status").asText()).isEqualTo("destroyed");
        assertThat(rooms.path(0).path("destroyedAt").asText()).isEqualTo("2026-01-01T00:00:00.120Z");
    }

    @Test
    void aLivingRoomHasNoEnd() {
        assertThat(caller.get("/_sim/rooms").json().path(0).get("destroyedAt").isNull()).isTrue();
    }

    /** Who asks for all processes at once can be told from who asks for one again and again. */
    @Test
    void countsListsByProcess() {
        String running = simulator.processes().getFirst().processId();
        caller.withAuthorization("Bearer dev-token");
        caller.get(ROOMS + "/list/" + running + "/active");
        caller.get(ROOMS + "/list/" + running + "/inactive");
        simulator.exitProcess(running);
        caller.create("r2");

        JsonNode processes = caller.get("/_sim/processes").json();

        assertThat(processes).hasSize(2).filteredOn(process -> process.path("processId").asText().equals(running))
                .singleElement().satisfies(process -> {
                    assertThat(process.path("lists").asInt()).isEqualTo(2);
                    assertThat(process.path("running").asBoolean()).isFalse();
                });
        assertThat(processes).filteredOn(process -> process.path("running").asBoolean())
                .extracting(process -> process.path("lists").asInt()).containsExactly(0);
    }

    @Test
    void countsCallsByOperationAndStatus() {
        caller.get(ROOMS + "/info/r1");
        caller.get(ROOMS + "/connectioninfo/r1");
        caller.get(ROOMS + "/connectioninfo/r1");

        assertThat(caller.get("/_sim/stats").body())
                .isEqualTo(
                        "{\"createRoom\":{\"201\":1},\"getConnectionInfo\":{\"200\":2},\"getRoomInfo\":{\"401\":1}}");
    }

    @Test
    void addsAndEndsFaults() {
        assertThat(caller.post("/_sim/faults", """
                [{"operation": "getConnectionInfo", "kind": "status", "status": 503}]""").status()).isEqualTo(204);
        assertThat(caller.get(ROOMS + "/connectioninfo/r1").status()).isEqualTo(503);

        assertThat(caller.send("DELETE", "/_sim/faults", "").status()).isEqualTo(204);
        assertThat(caller.get(ROOMS + "/connectioninfo/r1").status()).isEqualTo(200);
    }

    @Test
    void aWrongFaultIsAnsweredWithHowToWriteOneAndAddsNone() {
        Reply reply = caller.post("/_sim/faults", """
                [{"kind": "dropBeforeCommit"}, {"kind": "flood"}]""");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.message()).startsWith("there is no kind flood: send one fault or a list");
        assertThat(caller.get(ROOMS + "/connectioninfo/r1").status()).isEqualTo(200);
    }

    @Test
    void actsAsTheGame() {
        assertThat(caller.post("/_sim/rooms/r1/config", "{\"roomConfig\":\"score=3\"}").status()).isEqualTo(204);
        assertThat(simulator.rooms()).extracting(SimulatedRoom::roomConfig).containsExactly("score=3");

        assertThat(caller.post("/_sim/rooms/r1/destroy").status()).isEqualTo(204);
        assertThat(simulator.rooms()).extracting(SimulatedRoom::destroyedAt).containsExactly(clock.instant());
    }

    @Test
    void exitsAProcess() {
        String processId = caller.get("/_sim/rooms").json().path(0).path("processId").asText();

        assertThat(caller.post("/_sim/processes/" + processId + "/exit").status()).isEqualTo(204);
        assertThat(simulator.rooms()).extracting(SimulatedRoom::destroyedAt).containsExactly(clock.instant());
        assertThat(caller.post("/_sim/processes/" + processId + "/exit").status()).as("only once").isEqualTo(404);
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST   | /_sim/rooms/nowhere/destroy | ``                | 404
            POST   | /_sim/rooms/nowhere/config  | {"roomConfig":""} | 404
            POST   | /_sim/rooms/r1/config       | {"config":"x"}    | 400
            POST   | /_sim/rooms/r1/config       | {"roomConfig":7}  | 400
            POST   | /_sim/rooms/r1/config       | hello             | 400
            POST   | /_sim/rooms/r1/restart      | ``                | 404
            POST   | /_sim/processes/none/exit   | ``                | 404
            POST   | /_sim/faults                | hello             | 400
            DELETE | /_sim/rooms                 | ``                | 405
            GET    | /_sim/nothing               | ``                | 404
            """)
    void refusesWhatMakesNoSense(String method, String path, String body, int status) {
        Reply reply = caller.send(method, path, body);

        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.message()).isNotEmpty();
    }
}
