package dev.hathora.operator.host.pods;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.pods.NodeFixture.RunningHost;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A game whose clients use TLS, on a real node that has the image in {@code HATHORA_IT_NODE_HAPROXY}. */
@EnabledIfEnvironmentVariable(named = NodeFixture.VARIABLE, matches = ".+")
@EnabledIfEnvironmentVariable(named = "HATHORA_IT_NODE_HAPROXY", matches = ".+")
@Timeout(300)
class TlsGameOnANodeTest {
    private static final String NAME = "node1.play.example";

    @Test
    void isJoinedByAClientThatVerifiesTheName(@TempDir Path folder) throws Exception {
        Path key = folder.resolve("tls.key");
        Path certificate = folder.resolve("tls.crt");
        Process openssl = new ProcessBuilder("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                "-subj", "/CN=games", "-addext", "subjectAltName=DNS:" + NAME, "-keyout", key.toString(), "-out",
                certificate.toString()).redirectErrorStream(true).start();
        assertThat(openssl.waitFor(60, TimeUnit.SECONDS)).isTrue();
        try (NodeFixture cluster = new NodeFixture(folder)) {
            cluster.client.resource(new SecretBuilder().withNewMetadata().withName("hathora-tls")
                    .withNamespace(cluster.namespace).endMetadata().withType("kubernetes.io/tls")
                    .addToStringData("tls.key", Files.readString(key))
                    .addToStringData("tls.crt", Files.readString(certificate)).build()).create();
            String app = cluster.apply("secure", "transportType: tls");
            RunningHost host = cluster.startHost("--tls-proxy-image", System.getenv("HATHORA_IT_NODE_HAPROXY"));
            cluster.awaitReason(cluster.namespace, "secure", "Served");

            ExposedPort port = host.create(app, "secure");

            assertThat(port.transportType()).isEqualTo("tls");
            assertThat(say(port, certificate, "through TLS")).isEqualTo("through TLS");
            assertThat(say(port, certificate, "env PORT")).isEqualTo("7777");
            host.cloud().destroyRoom(app, "secure");
        }
    }

    private static String say(ExposedPort port, Path certificate, String line) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry("games", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, managers.getTrustManagers(), null);
        // the address is the node's, and the name that of the certificate, as with a DNS record
        Socket plain = new Socket(port.host(), port.port());
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, NAME, port.port(), true);
                Scanner answers = new Scanner(socket.getInputStream(), StandardCharsets.UTF_8)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            return answers.nextLine();
        }
    }
}
