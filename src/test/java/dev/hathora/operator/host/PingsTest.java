package dev.hathora.operator.host;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.testing.FreePort;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class PingsTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    private String sayByWebSocket(int port, String text) {
        CompletableFuture<String> echo = new CompletableFuture<>();
        WebSocket socket = http.newWebSocketBuilder().buildAsync(URI.create("ws://127.0.0.1:" + port),
                new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        echo.complete(data.toString());
                        return null;
                    }

                    @Override
                    public void onError(WebSocket from, Throwable error) {
                        echo.completeExceptionally(error);
                    }
                }).orTimeout(60, TimeUnit.SECONDS).join();
        socket.sendText(text, true).join();
        String answer = echo.orTimeout(60, TimeUnit.SECONDS).join();
        socket.abort();
        return answer;
    }

    private static String sayByUdp(int port, String text) {
        return Player.sayOverUdp(new ExposedPort("ping", "127.0.0.1", port, "udp"), text);
    }

    @ParameterizedTest(name = "--ping-port {0}")
    @CsvSource(nullValues = "none", value = {"none, true", "0, false"})
    void regionsAreMeasuredWhereDiscoverySays(@Nullable Integer pingPort, boolean atTheApi) throws Exception {
        Files.writeString(folder.resolve("game.yaml"), """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: game}
                spec: {command: ["true"], regions: [{name: Tokyo}]}
                """);
        try (Host host = Host.start(new HostOptions(new InetSocketAddress(HERE, 0),
                new HostOptions.DatabaseAddress("jdbc:sqlite:" + folder.resolve("host.db"), null, null), () -> "t",
                new PortNumbers(27_600, 27_699), pingPort, null, new HostOptions.Local(folder.resolve("game.yaml"),
                        folder.resolve("games"), null, "127.0.0.1")));
                Caller api = new Caller(host.uri())) {
            JsonNode endpoint = api.getAsAnybody("/discovery/v2/ping").json().path(0);
            assertThat(endpoint.path("host").asText()).isEqualTo("127.0.0.1");
            int port = endpoint.path("port").asInt();

            assertThat(port == host.uri().getPort()).isEqualTo(atTheApi);
            assertThat(sayByUdp(port, "by UDP")).isEqualTo("by UDP");
            assertThat(sayByWebSocket(port, "by WebSocket")).isEqualTo("by WebSocket");
            assertThat(http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/discovery/v2/ping"))
                    .build(), BodyHandlers.ofString()).statusCode()).as("pings alone").isEqualTo(atTheApi ? 200 : 404);
        }
    }

    @Test
    void aPortInUseIsNoReasonToServeNothing() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(HERE, FreePort.find()));
                Pings pings = Pings.start(new InetSocketAddress(HERE, 1), other.getLocalPort(),
                        InstantSource.system())) {
            assertThat(pings.port()).isEqualTo(other.getLocalPort());
            assertThat(sayByWebSocket(pings.port(), "by WebSocket")).isEqualTo("by WebSocket");
        }
    }
}
