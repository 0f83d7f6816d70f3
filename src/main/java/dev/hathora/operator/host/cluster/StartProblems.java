package dev.hathora.operator.host.cluster;

import java.util.List;
import java.util.Optional;

import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import org.jspecify.annotations.Nullable;

/** Why a game server that is recorded does not start, as its runtime knows it. It may ask the cluster, so only few are asked. */
@FunctionalInterface
public interface StartProblems {
    /**
     * Why it does not start, in words for the user; empty if it is only starting.
     *
     * @param starting a process in the state {@link ProcessState#STARTING}
     */
    Optional<String> of(GameProcess starting);

    /**
     * Why the newest processes of a deployment don't start: what keeps one of them waiting now, or else why the last one
     * that ended never ran. Null if there is no reason, or if one has run since.
     *
     * @param latest the newest processes, newest first
     */
    default @Nullable String among(List<GameProcess> latest) {
        Optional<String> now = latest.stream().filter(process -> process.state() == ProcessState.STARTING)
                .flatMap(process -> of(process).stream()).findFirst();
        if (now.isPresent()) {
            return now.get();
        }
        for (GameProcess process : latest) {
            if (process.state() != ProcessState.STARTING) {
                if (process.state() != ProcessState.FAILED || process.times().started() != null) {
                    return null;
                }
                if (hasEndedByItself(process)) {
                    return process.exitReason();
                }
            }
        }
        return null;
    }

    /** One that was told to end while it started, for example with its application, says nothing about the others. */
    private static boolean hasEndedByItself(GameProcess failed) {
        String reason = failed.exitReason() == null ? "" : failed.exitReason();
        return failed.times().stopping() == null || reason.startsWith("could not") || reason.startsWith("did not");
    }
}
