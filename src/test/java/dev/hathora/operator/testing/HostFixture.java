package dev.hathora.operator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.cloud.http.PatientCloud;
import dev.hathora.operator.controller.RoomOperator;
import dev.hathora.operator.controller.kubernetes.ApiConnections;
import dev.hathora.operator.controller.kubernetes.Leadership;
import dev.hathora.operator.controller.report.OperatorObserver;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.room.Endpoints;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import org.jspecify.annotations.Nullable;

/** An operator that works on a cluster and on a host, which runs the game in {@code examples/games}. */
public final class HostFixture implements AutoCloseable {
    /** The application that the game is. */
    public static final String APP = OperatorFixture.APP;
    /** The one in the game's manifest. */
    private static final String TOKEN = "dev-token";
    private static final Path GAME = Path.of("examples/games");
    private static final double RATE_LIMIT = 1000;

    private final KubernetesClient kubernetes;
    private final String namespace;
    private final Duration pollInterval;
    private final CallObserver calls;
    private final HttpClient http = HttpHathoraCloud.newHttpClient();
    private final TemporaryHost host;
    private @Nullable RoomOperator operator;

    /**
     * Starts a host; the operator is to be started.
     *
     * @param pollInterval how often the operator looks at settled rooms
     * @param idleTimeout how long a process without rooms goes on
     * @param ports those of the game servers; no other host uses them
     * @param calls is told of the operator's calls
     */
    public HostFixture(KubernetesClient kubernetes, String namespace, Duration pollInterval, Duration idleTimeout,
            PortNumbers ports, CallObserver calls) {
        this.kubernetes = kubernetes;
        this.namespace = namespace;
        this.pollInterval = pollInterval;
        this.calls = calls;
        this.host = new TemporaryHost(manifest(idleTimeout), TOKEN, ports);
    }

    /** The example's, for the Java that runs this, wherever that is. */
    private static String manifest(Duration idleTimeout) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            return Files.readString(GAME.resolve("application.yaml"))
                    .replace("command: [java,", "workingDirectory: \"%s\"\n  command: [\"%s\",".formatted(
                            GAME.toAbsolutePath(), java))
                    .replace("idleTimeout: 30s", "idleTimeout: %ds".formatted(idleTimeout.toSeconds()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the host serves Hathora's API. */
    public URI uri() {
        return host.uri();
    }

    /** Starts an operator that remembers nothing. */
    public void startOperator() {
        var options = new RoomOperator.Options(new Endpoints(Endpoints.origin(host.uri()), Set.of(), Set.of()), APP,
                Set.of(namespace), null, false, pollInterval, RATE_LIMIT, true);
        RoomOperator started = new RoomOperator(kubernetes, new ApiConnections(), Leadership.ALONE,
                () -> Optional.of(TOKEN),
                (token, outcomes) -> new HttpHathoraCloud(host.uri(), () -> token, http, outcomes.and(calls)), options,
                InstantSource.system(), Metrics.NOOP, OperatorObserver.NONE);
        operator = started;
        started.start();
    }

    /** Stops the operator in good order. */
    public void stopOperator() {
        if (operator != null) {
            operator.close();
            operator = null;
        }
    }

    /** Hathora as another user of it, without the operator. */
    public HathoraCloud somebodyElse() {
        return PatientCloud.of(host.uri(), () -> TOKEN, http);
    }

    /** The ids of the rooms that run, each on one of the game servers of this machine. */
    public List<String> runningRooms() {
        HathoraCloud hathora = somebodyElse();
        return gameServers().stream().flatMap(process -> hathora.getActiveRoomsForProcess(APP, process).stream())
                .map(Room::roomId).sorted().toList();
    }

    /** The ids of the processes that run as game servers on this machine. */
    public List<String> gameServers() {
        return host.gameServers();
    }

    /** Ends operator, host and game servers, which would survive it. */
    @Override
    public void close() {
        stopOperator();
        host.close();
        http.close();
    }
}
