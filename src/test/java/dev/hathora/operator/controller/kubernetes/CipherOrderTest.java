package dev.hathora.operator.controller.kubernetes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import javax.net.ssl.SSLParameters;

import com.sun.net.httpserver.HttpServer;
import dev.hathora.operator.testing.CompanyTls;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The cipher suite that a client and a TLS server agree on, if the server leaves the choice to the client. */
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit opens them
class CipherOrderTest {
    private static final byte[] BODY = """
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "b"}}"""
            .getBytes(StandardCharsets.UTF_8);

    private HttpServer server;
    private CompanyTls tls;

    @BeforeAll
    void open(@TempDir Path directory) throws Exception {
        tls = new CompanyTls(directory);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, BODY.length);
            exchange.getResponseBody().write(BODY);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    void close() throws IOException {
        server.stop(0);
        tls.close();
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', textBlock = """
            TLSv1.3 |                              | TLS_CHACHA20_POLY1305_SHA256                  | of three
            TLSv1.2 |                              | TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 | older TLS
            TLSv1.3 | TLS_AES_128_GCM_SHA256       | TLS_AES_128_GCM_SHA256                        | it has only AES
            """)
    void chachaIsPreferred(String protocol, String served, String agreed, String reason) throws Exception {
        SSLParameters parameters = new SSLParameters(served == null ? null : new String[]{served},
                new String[]{protocol});
        parameters.setUseCipherSuitesOrder(false);
        int port = tls.inFrontOf(server.getAddress().getPort(), parameters);

        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder().withMasterUrl("https://127.0.0.1:" + port)
                        .withCaCertFile(tls.authority().toString()).build())
                .withHttpClientFactory(new ApiConnections()).build()) {
            assertThat(client.configMaps().inNamespace("b").withName("a").get()).isNotNull();
        }

        assertThat(tls.suites().getLast()).isEqualTo(agreed);
    }
}
