package dev.hathora.operator;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;
import dev.hathora.operator.testing.OperatorProgram;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A start that a cluster prevents ends with one line that says what to do. */
class OperatorStartTest {
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            404 |       | the cluster does not know HathoraRooms: apply the CRD \\(kubectl apply -f crds/\\)
            404 | games | the cluster does not know HathoraRooms: apply the CRD \\(kubectl apply -f crds/\\)
            401 |       | the cluster does not know who asks: .*Unauthorized.*
            403 | games | the cluster does not allow it: .*Forbidden.*
            """)
    void isOneLine(int status, String namespaces, String advice, @TempDir Path directory) throws Exception {
        HttpServer cluster = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        cluster.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        cluster.start();
        Path kubeconfig = OperatorProgram.kubeconfig(directory, "http://127.0.0.1:" + cluster.getAddress().getPort());
        try (OperatorProgram program = new OperatorProgram(Map.of("KUBECONFIG", kubeconfig.toString(),
                "WATCH_NAMESPACES", namespaces == null ? "" : namespaces), "logback.xml")) {
            assertThat(program.awaitExit()).isEqualTo(1);

            List<String> lines = program.output().lines().filter(line -> !line.contains(" INFO ")).toList();
            assertThat(lines).singleElement().asString().matches("\\S+ ERROR OperatorProcess Cannot start: " + advice);
        } finally {
            cluster.stop(0);
        }
    }
}
