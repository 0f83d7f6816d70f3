package dev.hathora.operator.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** A TCP relay to a local server that can be cut, frozen, silenced, and restored. */
public final class Relay implements AutoCloseable {
    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private volatile boolean broken;
    private volatile CountDownLatch silence = new CountDownLatch(0);

    /** Connects a free port with this one. */
    public Relay(InetSocketAddress target) throws IOException {
        this.target = target;
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Connects a free port with the API server of HATHORA_IT_KUBECONFIG. */
    public static Relay toApiServer(KubernetesClient client) throws IOException {
        URI server = URI.create(client.getConfiguration().getMasterUrl());
        return new Relay(new InetSocketAddress(InetAddress.getByName(server.getHost()), server.getPort()));
    }

    /** Writes a kubeconfig that is like HATHORA_IT_KUBECONFIG, but goes this way. */
    public Path kubeconfig(Path file) throws IOException {
        KubernetesSerialization yaml = new KubernetesSerialization();
        Config config = yaml.unmarshal(Files.readString(RealApiServerExtension.kubeconfig().orElseThrow().toPath()),
                Config.class);
        config.getClusters().forEach(named -> {
            named.getCluster().setServer("https://127.0.0.1:" + port());
            named.getCluster().setCertificateAuthority(null);
            named.getCluster().setCertificateAuthorityData(null);
            named.getCluster().setInsecureSkipTlsVerify(true);
        });
        return Files.writeString(file, yaml.asYaml(config));
    }

    /** The port that leads to the target. */
    public int port() {
        return server.getLocalPort();
    }

    /** How many connections have ever come about, or were to. */
    public long connections() {
        return accepted.get();
    }

    /** Cuts every connection that is open now. */
    public void drop() {
        open.forEach(Connection::close);
        open.clear();
    }

    /** Cuts every connection, and lets no other come about until {@link #mend}. */
    public void cut() {
        broken = true;
        drop();
    }

    /**
     * Lets nothing pass any more, on old connections or new ones, and tells nobody, until {@link #mend}: what a network does
     * that is parted.
     */
    public void silence() {
        silence = new CountDownLatch(1);
    }

    /** Lets connections come about again, and all pass that was silenced. */
    public void mend() {
        broken = false;
        silence.countDown();
    }

    /**
     * Lets nothing pass any more on every connection that is open now, in either direction and for good, and tells neither
     * end: what a firewall does that has forgotten them. Others come about as before.
     */
    public void freeze() {
        open.forEach(Connection::freeze);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                accepted.incrementAndGet();
                if (broken) {
                    from.close();
                } else {
                    connect(from);
                }
            } catch (IOException e) {
                // this is the end
            }
        }
    }

    private void connect(Socket from) throws IOException {
        try {
            Connection connection = new Connection(from, new Socket(target.getAddress(), target.getPort()));
            open.add(connection);
            Thread.ofVirtual().start(() -> connection.pump(connection.from, connection.to));
            Thread.ofVirtual().start(() -> connection.pump(connection.to, connection.from));
        } catch (IOException away) {
            from.close();
        }
    }

    /** Two sockets, and what passes between them. */
    private final class Connection {
        private final Socket from;
        private final Socket to;
        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile boolean frozen;

        Connection(Socket from, Socket to) {
            this.from = from;
            this.to = to;
        }

        void freeze() {
            frozen = true;
        }

        void pump(Socket source, Socket sink) {
            byte[] buffer = new byte[8192];
            try {
                InputStream in = source.getInputStream();
                OutputStream out = sink.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (frozen) {
                        closed.await();
                    }
                    silence.await();
                    out.write(buffer, 0, read);
                }
            } catch (IOException e) {
                // cut
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                // the other end must not hear of an end, either
                if (!frozen) {
                    close();
                }
            }
        }

        void close() {
            open.remove(this);
            closed.countDown();
            try (from; to) {
                // both, whatever becomes of the first
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        silence.countDown();
        cut();
    }
}
