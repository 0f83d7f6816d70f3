package dev.hathora.operator.host.runtime;

import java.io.Serial;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;

import dev.hathora.operator.host.brain.ProcessView;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.RuntimeId;

/**
 * Runs game servers, as processes of this machine or as Pods. A game server is found by its record's id, also by
 * another instance of the host after a crash. Every call may be repeated.
 */
public interface GameRuntime extends AutoCloseable {
    /** The id of this runtime. It knows nothing of processes that are recorded with another one. */
    RuntimeId id();

    /**
     * Ties what runs here to a database.
     *
     * @throws RuntimeFailure when it is recorded in another one
     */
    void belongTo(String databaseId);

    /**
     * Whether game servers of applications of this namespace are found here. What is not found counts as ended.
     *
     * @param namespace empty for applications that come from files
     */
    default boolean serves(String namespace) {
        return true;
    }

    /**
     * Starts a game server for a record, unless one runs for it already.
     *
     * @param launch what it is started with
     * @throws PortTaken if one of its ports is bound by something else; nothing was started
     * @throws RuntimeFailure if it can't be started now; this is tried again until the start timeout
     */
    void start(Launch launch);

    /** Asks the game server of a record to end. Does nothing if none runs. */
    void terminate(String processId);

    /** Kills the game server of a record at once, with all processes that it started. Does nothing if none runs. */
    void kill(String processId);

    /**
     * The state of a process as it can be observed now. Never throws: what can't be found out is
     * {@link ProcessView.Unknown}.
     */
    ProcessView view(GameProcess process);

    /** The ids of all records for which a game server runs, or ran and was not forgotten. */
    Collection<String> known();

    /**
     * Forgets a process that has ended: it is {@link ProcessView.Gone} from then on. Its output is kept for some time.
     * Does nothing if it runs.
     */
    void forget(String processId);

    /** The output of a process. */
    GameOutput output(String processId);

    /** From now on, calls the listener with the id of each process that has changed: started, bound its port, ended. */
    void watch(Consumer<String> changed);

    /** Stops watching. Game servers keep running. */
    @Override
    void close();

    /**
     * A game server that is to be started.
     *
     * @param process the record, which is stored already
     * @param application what it belongs to
     * @param deployment what to run
     * @param environment the variables that the platform sets; they take precedence over those of the deployment
     */
    record Launch(GameProcess process, Application application, Deployment deployment,
            Map<String, String> environment) {
        /** Does not contain the variables, some of which are secret. */
        @Override
        public String toString() {
            return "Launch[" + process.processId() + ", " + deployment.deploymentId() + "]";
        }
    }

    /** A port number that was chosen for a game server is bound by something else: another one has to be chosen. */
    final class PortTaken extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final int port;

        /** @param port the number */
        public PortTaken(int port) {
            super("port " + port + " is bound by something else");
            this.port = port;
        }

        /** The number. */
        public int port() {
            return port;
        }
    }

    /** A game server that can't be started now. The message says why, and what to do. */
    final class RuntimeFailure extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        /** @param message why, and what to do */
        public RuntimeFailure(String message) {
            super(message);
        }

        /** @param message why, and what to do */
        public RuntimeFailure(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
