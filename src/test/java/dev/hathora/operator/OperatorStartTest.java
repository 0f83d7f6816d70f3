package dev.hathora.operator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.hathora.operator.testing.OperatorProgram;
import dev.hathora.operator.testing.ThoroughAfter;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * If the cluster prevents the start, the operator exits with one line that says what to do. A problem with a single
 * namespace does not prevent the start.
 */
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class OperatorStartTest {
    @Execution(ExecutionMode.SAME_THREAD)
    @ParameterizedTest(name = "{0}: {2}")
    @ThoroughAfter(1)
    @CsvSource(delimiter = '|', textBlock = """
            404 |       | the cluster does not know HathoraRooms: apply the CRD \\(kubectl apply -f crds/\\)
            401 |       | the cluster does not accept the credentials: .*Unauthorized.*
            404 | games | the cluster does not know HathoraRooms: apply the CRD \\(kubectl apply -f crds/\\)
            """)
    void isOneLine(int status, String namespaces, String advice, @TempDir Path directory) throws Exception {
        HttpServer cluster = server(exchange -> exchange.sendResponseHeaders(status, -1));
        try (OperatorProgram program = start(cluster, namespaces, directory)) {
            assertThat(program.awaitExit()).isEqualTo(1);

            List<String> lines = program.output().lines().filter(line -> !line.contains(" INFO ")).toList();
            assertThat(lines).singleElement().asString().matches("\\S+ ERROR OperatorProcess Cannot start: " + advice);
        } finally {
            cluster.stop(0);
        }
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @ParameterizedTest(name = "{0}: {1}")
    @ThoroughAfter(1)
    @CsvSource(delimiter = '|',
            textBlock = """
                    403 |       | rights may be given later                | The cluster can't be read: .*Forbidden.* Give the operator's ServiceAccount the rights .*
                    500 | games | an object there may be what can't be read |
                    403 | games | other namespaces may be readable         | Namespace games can't be read: .*Forbidden.* Give the operator's ServiceAccount the rights .*
                    """)
    void goesOn(int status, String namespaces, String why, String warning, @TempDir Path directory) throws Exception {
        HttpServer cluster = server(exchange -> exchange.sendResponseHeaders(status, -1));
        try (OperatorProgram program = start(cluster, namespaces, directory)) {
            program.awaitOutput("Started");

            assertThat(program.get("/healthz")).as(why).isEqualTo("ok\n");
            List<String> lines = program.output().lines().filter(line -> !line.contains(" INFO ")).toList();
            if (warning == null) {
                assertThat(lines).as("failures may pass").isEmpty();
            } else {
                assertThat(lines).singleElement().asString().matches("\\S+ WARN  WatchedNamespace " + warning);
            }
        } finally {
            cluster.stop(0);
        }
    }

    /** Fabric8 would follow it; whether the token goes along depends on the JDK. */
    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void aRedirectDoesNotCarryTheTokenElsewhere(@TempDir Path directory) throws Exception {
        Queue<String> sentElsewhere = new ConcurrentLinkedQueue<>();
        HttpServer elsewhere = server(exchange -> {
            sentElsewhere.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(404, -1);
        });
        HttpServer cluster = server(exchange -> {
            exchange.getResponseHeaders().set("Location",
                    "http://127.0.0.1:" + elsewhere.getAddress().getPort() + exchange.getRequestURI());
            exchange.sendResponseHeaders(307, -1);
        });
        Path kubeconfig = OperatorProgram.kubeconfig(directory, "http://127.0.0.1:" + cluster.getAddress().getPort(),
                "the-operators-token");
        try (OperatorProgram program = new OperatorProgram(Map.of("KUBECONFIG", kubeconfig.toString()),
                "logback.xml")) {
            assertThat(program.awaitExit()).isEqualTo(1);

            assertThat(sentElsewhere).isEmpty();
            assertThat(program.output())
                    .containsPattern(
                            "Cannot start: the Kubernetes API at \\S+ can't be used: .*Temporary Redirect");
        } finally {
            cluster.stop(0);
            elsewhere.stop(0);
        }
    }

    private static HttpServer server(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
        server.start();
        return server;
    }

    private static OperatorProgram start(HttpServer cluster, String namespaces, Path directory) throws IOException {
        Path kubeconfig = OperatorProgram.kubeconfig(directory, "http://127.0.0.1:" + cluster.getAddress().getPort());
        return new OperatorProgram(Map.of("KUBECONFIG", kubeconfig.toString(), "WATCH_NAMESPACES",
                namespaces == null ? "" : namespaces), "logback.xml");
    }
}
