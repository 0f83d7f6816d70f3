package dev.hathora.operator.host.several;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import dev.hathora.operator.host.Host;
import dev.hathora.operator.host.HostOptions;
import dev.hathora.operator.host.HostOptions.DatabaseAddress;
import dev.hathora.operator.host.HostProgram;
import dev.hathora.operator.host.store.PortNumbers;

/** One of several hosts, in this JVM or in one of its own. */
final class JoinedHost {
    static final String LISTENING = "listening on ";

    private JoinedHost() {}

    /** Starts it in this JVM. */
    static Host start(String database, Path manifest, Path folder) {
        HostOptions options = new HostOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), manifest,
                new DatabaseAddress(database, "postgres", "postgres"), folder, null, () -> HostProgram.TOKEN,
                "127.0.0.1", new PortNumbers(20_000, 29_999));
        try {
            return Host.join(options, SharedGames::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs until it is killed.
     *
     * @param args the URL of the database, the manifest, the folder of the games
     */
    @SuppressWarnings("SystemOut") // who started this JVM reads it
    public static void main(String... args) throws InterruptedException {
        System.out.println(LISTENING + start(args[0], Path.of(args[1]), Path.of(args[2])).uri());
        new CountDownLatch(1).await();
    }
}
