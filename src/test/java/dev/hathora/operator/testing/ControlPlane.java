package dev.hathora.operator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The servers behind the API, which a test may kill: by the command that {@code HATHORA_IT_RESTART} names. With
 * {@code apiserver} or {@code etcd} it ends that server as a power cut would, and starts it again; with {@code save} it
 * makes a backup of etcd, and with {@code restore} it stops all servers and starts them again with that backup. A test
 * class that is extended with this is skipped where the variable is not set, and says so. It has to be {@code @Isolated}.
 */
public final class ControlPlane implements ExecutionCondition {
    private static final String VARIABLE = "HATHORA_IT_RESTART";

    /** A server that can be killed. */
    public enum Server {
        APISERVER,
        ETCD
    }

    /** For JUnit. */
    public ControlPlane() {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (command() != null) {
            return ConditionEvaluationResult.enabled(VARIABLE + " is set");
        }
        String reason = VARIABLE + " is not set: tests that kill the API server and etcd skipped";
        System.out.println(reason + " (" + context.getDisplayName() + ")");
        return ConditionEvaluationResult.disabled(reason);
    }

    private static @Nullable String command() {
        String command = System.getenv(VARIABLE);
        return command == null || command.isBlank() ? null : command;
    }

    /** Kills a server and starts it again. Comes back when the API can be used. */
    public static void restart(Server server, TestCluster cluster) {
        run(server.name().toLowerCase(Locale.ROOT));
        awaitUsable(cluster);
    }

    /** Makes a backup of everything that is in the cluster. */
    public static void save() {
        run("save");
    }

    /** Takes everything in the cluster back to the backup. Comes back when the API can be used. */
    public static void restore(TestCluster cluster) {
        run("restore");
        awaitUsable(cluster);
    }

    private static void awaitUsable(TestCluster cluster) {
        Awaitility.await("the API can be used").atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    try {
                        cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace()).list();
                        return cluster.client().namespaces().withName(cluster.namespace()).get() != null;
                    } catch (KubernetesClientException away) {
                        return false;
                    }
                });
    }

    private static void run(String what) {
        try {
            Process process = new ProcessBuilder(String.valueOf(command()), what).inheritIO().start();
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(VARIABLE + " failed: " + what);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
