package dev.hathora.operator.roomv2.operations;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.hathora.operator.roomv2.Access;
import dev.hathora.operator.roomv2.http.Api;
import dev.hathora.operator.roomv2.http.ApiServer;
import dev.hathora.operator.roomv2.http.RateLimit;
import dev.hathora.operator.roomv2.http.Route;
import dev.hathora.operator.roomv2.http.Routes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which calls get as far as the service, and what becomes of its refusals, over HTTP. What a
 * service answers when all is well is in the tests of the simulator.
 */
class RoomsV2Test {
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private @Nullable ApiServer server;

    @AfterEach
    void stop() {
        client.close();
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest(name = "{0} {1}, {2}: {6}")
    @CsvSource(delimiter = '|', nullValues = "none",
            textBlock = """
                    # method and path                      | Authorization  | body               | status | Retry-After | why
                    GET  | /rooms/v2/app-1/info/r1         | Bearer ours    | none               | 429    | 7    | refused by the service
                    POST | /rooms/v2/app-1/create          | Bearer ours    | {"region":"Tokyo"} | 429    | 7    | refused by the service
                    POST | /rooms/v2/app-1/destroy/r1      | Bearer ours    | none               | 429    | 7    | refused by the service
                    POST | /rooms/v2/app-1/suspend/r1      | Bearer ours    | none               | 429    | 7    | refused by the service
                    POST | /rooms/v2/app-1/update/r1       | Bearer ours    | {"roomConfig":"x"} | 429    | 7    | refused by the service
                    GET  | /rooms/v2/app-1/connectioninfo/r1 | none         | none               | 429    | 7    | needs no token
                    GET  | /rooms/v2/app-1/list/p1/active  | Bearer ours    | none               | 429    | 7    | refused by the service
                    GET  | /rooms/v2/app-1/list/p1/inactive | Bearer ours   | none               | 429    | 7    | refused by the service
                    GET  | /apps/v2/apps/app-1             | Bearer ours    | none               | 429    | 7    | refused by the service
                    GET  | /rooms/v2/app-1/info/r1         | none           | none               | 401    | none | no token
                    GET  | /rooms/v2/app-1/info/r1         | ours           | none               | 429    | 7    | clients of 2023 send the token alone
                    GET  | /rooms/v2/app-1/info/r1         | bearer ours    | none               | 429    | 7    | the case of a scheme does not count
                    GET  | /rooms/v2/app-1/info/r1         | Bearer unheard | none               | 401    | none | nobody knows the token
                    POST | /rooms/v2/app-1/create          | Bearer unheard | none               | 401    | none | the token goes before the body
                    POST | /rooms/v2/app-1/create          | Bearer ours    | {"region":"Tokyo"} x | 400  | none | something after the body
                    POST | /rooms/v2/app-1/create          | Bearer ours    | {"region":"Tokyo","region":"Tokyo"} | 400 | none | a name is there twice
                    POST | /rooms/v2/app-1/create          | Bearer ours    | {"region":"Tokyo","roomConfig":null,"clientIPs":null,"deploymentId":null} | 429 | 7 | null is absent
                    POST | /rooms/v2/app-1/create          | Bearer ours    | {"region":"Tokyo","roomConfig":"\\ud800"} | 422 | none | half a character
                    GET  | /rooms/v2/app-1/info/.          | Bearer ours    | none               | 404    | none | nothing can have that id
                    GET  | /rooms/v2/app-2/info/r1         | Bearer ours    | none               | 404    | none | the application is hidden from it
                    POST | /rooms/v2/app-1/create          | Bearer ours    | {"region":"Mars"}  | 422    | none | checked before the service is asked
                    POST | /rooms/v2/app-1/create?roomId=. | Bearer ours    | {"region":"Tokyo"} | 422    | none | checked before the service is asked
                    POST | /rooms/v2/app-1/resume/r1       | Bearer ours    | none               | 404    | none | not offered
                    POST | /rooms/v2/app-1/resume/r1       | none           | none               | 404    | none | not offered, whoever asks
                    """)
    void refuses(String method, String path, @Nullable String authorization, @Nullable String body, int status,
            @Nullable String retryAfter, String why) throws Exception {
        serve(0);

        HttpResponse<String> answer = send(method, path, authorization, body);

        assertThat(answer.statusCode()).as("%s: %s", why, answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Retry-After").orElse(null)).isEqualTo(retryAfter);
        assertThat(answer.body()).startsWith("{\"message\":\"");
    }

    @Test
    void theMessageIsThatOfTheService() throws Exception {
        serve(0);

        assertThat(send("GET", "/rooms/v2/app-1/info/r1", "Bearer ours", null).body())
                .isEqualTo("{\"message\":\"there is no place left: add nodes\"}");
    }

    /** Or else whoever guesses tokens could guess as fast as they like. */
    @Test
    void theLimitComesBeforeTheToken() throws Exception {
        serve(1);

        assertThat(send("GET", "/rooms/v2/app-1/info/r1", "Bearer guess", null).statusCode()).isEqualTo(401);
        assertThat(send("GET", "/rooms/v2/app-1/info/r1", "Bearer guess", null).body()).contains("too many requests");
    }

    private void serve(double perSecond) throws IOException {
        Access access = (token, appId) -> {
            if (!token.equals("ours")) {
                return Access.Decision.UNKNOWN_TOKEN;
            }
            return appId.equals("app-1") ? Access.Decision.ALLOWED : Access.Decision.HIDDEN;
        };
        RateLimit limit = new RateLimit(perSecond, () -> Instant.EPOCH);
        Api api = new Api(access, limit, route -> !route.name().equals("resumeRoom"));
        List<Route> routes = new ArrayList<>(new RoomsV2(new FullHouse()).routes());
        routes.addAll(new Apps(new FullHouse()).routes());
        server = ApiServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new ApiServer.Content(api, new Routes(routes)));
    }

    private HttpResponse<String> send(String method, String path, @Nullable String authorization,
            @Nullable String body) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + Objects.requireNonNull(server).port() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(2))
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
