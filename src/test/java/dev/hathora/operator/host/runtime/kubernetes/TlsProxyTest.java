package dev.hathora.operator.host.runtime.kubernetes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import dev.hathora.operator.testing.FreePort;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A real HAProxy, with the script and the configuration that Pods get. */
@Timeout(90)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder first
class TlsProxyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;
    private @Nullable Process proxy;
    private @Nullable ServerSocket game;

    @BeforeEach
    void needsHaproxy() throws IOException {
        assumeTrue(haproxy().isPresent(),
                "there is no haproxy: put it on the PATH, or set HATHORA_IT_HAPROXY to its path");
        Files.createDirectories(folder.resolve("secret"));
        Files.createDirectories(folder.resolve("work"));
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        if (game != null) {
            game.close();
        }
        if (proxy != null) {
            proxy.descendants().forEach(ProcessHandle::destroyForcibly);
            proxy.destroyForcibly().waitFor();
        }
    }

    private static Optional<Path> haproxy() {
        String named = System.getenv("HATHORA_IT_HAPROXY");
        return named == null || named.isBlank()
                ? Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(dir -> Path.of(dir, "haproxy"))
                        .filter(Files::isExecutable).findFirst()
                : Optional.of(Path.of(named));
    }

    /** Echoes everything. */
    private int startGame() throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        game = server;
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    Thread.ofVirtual().start(() -> echo(client));
                } catch (IOException e) {
                    // it is closed
                }
            }
        });
        return server.getLocalPort();
    }

    private static void echo(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // the client is gone
        }
    }

    private Process start(int port, int gamePort) throws IOException {
        Path secret = folder.resolve("secret");
        ProcessBuilder builder = new ProcessBuilder("sh", "-ec", TlsProxy.SCRIPT, folder.resolve("work").toString(),
                secret.toString(), "1").redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
        builder.environment().put(TlsProxy.CONFIG, TlsProxyConfig.of(Map.of(port, gamePort), secret.toString()));
        builder.environment().merge("PATH", String.valueOf(haproxy().orElseThrow().getParent()),
                (path, own) -> own + ":" + path);
        proxy = builder.start();
        return proxy;
    }

    /** Puts a certificate where a kubelet would, as it does: in the end. */
    private void issue(String name) throws IOException, InterruptedException {
        Path key = folder.resolve("new.key");
        Path certificate = folder.resolve("new.crt");
        Process openssl = new ProcessBuilder("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=" + name, "-keyout", key.toString(),
                "-out", certificate.toString()).redirectErrorStream(true).start();
        String told = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(openssl.waitFor()).as(told).isZero();
        move(certificate, "tls.crt");
        move(key, "tls.key");
    }

    private void move(Path file, String name) throws IOException {
        Files.move(file, folder.resolve("secret").resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static SSLSocket connect(int port) throws IOException {
        SSLSocket socket = (SSLSocket) trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(),
                port);
        socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[]{"h2", "http/1.1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static SSLContext trusting() {
        TrustManager all = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {
                // the test looks at it
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {
                // the test looks at it
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[]{all}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String subject(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSubjectX500Principal().getName();
    }

    private static void play(SSLSocket socket, String move) throws IOException {
        socket.getOutputStream().write(move.getBytes(StandardCharsets.UTF_8));
        assertThat(new String(socket.getInputStream().readNBytes(move.length()), StandardCharsets.UTF_8))
                .isEqualTo(move);
    }

    private static void awaitSubject(int port, String name) {
        Awaitility.await("new connections get the certificate " + name).atMost(PATIENCE).ignoreExceptions()
                .untilAsserted(() -> {
                    try (SSLSocket socket = connect(port)) {
                        assertThat(subject(socket)).isEqualTo("CN=" + name);
                        play(socket, "hello");
                    }
                });
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void aCertificateIsReplacedWhilePlayersPlayOnAndTheEndOfThePodWaitsForThem() throws Exception {
        issue("first");
        int port = FreePort.find();
        Process running = start(port, startGame());
        awaitSubject(port, "first");

        try (SSLSocket player = connect(port)) {
            play(player, "e2e4");
            assertThat(player.getApplicationProtocol()).as("the game does not speak HTTP/2").isEqualTo("http/1.1");

            Files.writeString(folder.resolve("secret/tls.key"), "torn");
            Awaitility.await("what can't be used is said").atMost(PATIENCE)
                    .until(() -> log().contains("private key") || log().contains("Private Key"));
            awaitSubject(port, "first");
            issue("second");
            awaitSubject(port, "second");
            play(player, "e7e5");

            running.destroy();
            Awaitility.await("new connections are refused").atMost(PATIENCE)
                    .untilAsserted(() -> assertThatThrownBy(() -> connect(port)).isInstanceOf(IOException.class));
            play(player, "g1f3");
            assertThat(running.isAlive()).isTrue();
        }
        assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(log()).isTrue();
        assertThat(running.exitValue()).as(log()).isZero();
    }

    @Test
    void withoutAUsableCertificateItEndsAndSaysWhy() throws Exception {
        issue("first");
        Files.writeString(folder.resolve("secret/tls.crt"), "none");

        Process running = start(FreePort.find(), startGame());

        assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).isNotZero();
        assertThat(log()).contains("tls.crt").doesNotContain("PRIVATE KEY");
    }
}
