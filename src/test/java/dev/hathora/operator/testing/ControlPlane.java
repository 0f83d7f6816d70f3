package dev.hathora.operator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The servers behind the API, which a test may kill: by the command that {@code HATHORA_IT_RESTART} names, which takes
 * {@code apiserver} or {@code etcd}, ends it as a power cut would, and starts it again. A test class that is extended with
 * this is skipped where the variable is not set, and says so. It has to be {@code @Isolated}.
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

    /** Kills a server and starts it again. It may take a moment until it can be used. */
    public static void restart(Server server) {
        try {
            Process process = new ProcessBuilder(String.valueOf(command()),
                    server.name().toLowerCase(java.util.Locale.ROOT))
                    .inheritIO().start();
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(VARIABLE + " could not restart " + server);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
