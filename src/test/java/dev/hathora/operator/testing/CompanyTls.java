package dev.hathora.operator.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** TLS in front of servers of this machine, with a certificate that an authority of the company's own has signed. */
public final class CompanyTls implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    private final Path authority;
    private final SSLContext tls;
    private final List<ServerSocket> servers = new ArrayList<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final List<String> suites = new CopyOnWriteArrayList<>();

    /**
     * Makes an authority and a certificate.
     *
     * @param directory where to put them
     * @param names the host names that the certificate is for, beside 127.0.0.1
     */
    public CompanyTls(Path directory, String... names) throws Exception {
        Path keys = directory.resolve("keys.p12");
        authority = directory.resolve("authority.pem");
        String san = "san=ip:127.0.0.1" + String.join("", Stream.of(names).map(name -> ",dns:" + name).toList());
        keytool(keys, "-genkeypair", "-alias", "authority", "-keyalg", "EC", "-dname", "CN=Company", "-ext", "bc:c");
        keytool(keys, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=Server", "-signer", "authority",
                "-ext", san);
        keytool(keys, "-exportcert", "-rfc", "-alias", "authority", "-file", authority.toString());

        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        store.deleteEntry("authority");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
    }

    private static void keytool(Path keys, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                .toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", keys.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
    }

    /** The authority's certificate, in PEM. */
    public Path authority() {
        return authority;
    }

    /** A port that leads to another one of this machine, through TLS. */
    public int inFrontOf(int port) throws IOException {
        return inFrontOf(port, tls.getDefaultSSLParameters());
    }

    /** The same with a server that is configured like this. */
    public int inFrontOf(int port, SSLParameters parameters) throws IOException {
        SSLServerSocket server = (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(0, 100,
                InetAddress.getLoopbackAddress());
        server.setSSLParameters(parameters);
        servers.add(server);
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    SSLSocket client = (SSLSocket) server.accept();
                    Thread.ofVirtual().start(() -> serve(client, port));
                } catch (IOException e) {
                    // the end
                }
            }
        });
        return server.getLocalPort();
    }

    /** Everything that clients have sent, deciphered. */
    public String received() {
        synchronized (received) {
            return received.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private void forward(InputStream in, OutputStream out) throws IOException {
        byte[] bytes = new byte[8192];
        for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
            synchronized (received) {
                received.write(bytes, 0, length);
            }
            out.write(bytes, 0, length);
        }
    }

    /** The cipher suite of each connection. */
    public List<String> suites() {
        return suites;
    }

    private void serve(SSLSocket client, int port) {
        // the session is that of the handshake, which this awaits
        suites.add(client.getSession().getCipherSuite());
        try (client; Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread.ofVirtual().start(() -> {
                try (target) {
                    forward(client.getInputStream(), target.getOutputStream());
                } catch (IOException e) {
                    // one of the two is gone
                }
            });
            target.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // one of the two is gone
        }
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket server : servers) {
            server.close();
        }
    }
}
