package dev.hathora.operator.host.brain;

import java.time.Duration;
import java.time.Instant;

import dev.hathora.operator.host.brain.ProcessPlan.Rest;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;

/**
 * Decides on the next step for one process. A total, pure function. Read this first to understand the host.
 *
 * <p>Three rules apply to all branches. What runs without a record is handled by the engine, not here. Nothing is
 * concluded from {@link ProcessView.Unknown}. A process that holds rooms is never ended unless this was requested.
 */
public final class ProcessPlanner {
    /** If the state is unknown, it is read again after this time. */
    static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    /** The next plan. */
    public ProcessPlan plan(ProcessSituation s) {
        return switch (s.record().state()) {
            case STARTING -> planStarting(s);
            case RUNNING -> planRunning(s);
            case DRAINING -> planDraining(s);
            case STOPPING -> planStopping(s);
            case STOPPED, FAILED -> planOver(s);
        };
    }

    private static ProcessPlan planStarting(ProcessSituation s) {
        if (s.applicationGone()) {
            return new ProcessPlan.Stop("its application was deleted", true);
        }
        Instant giveUpAt = beginning(s).plus(s.deployment().limits().startTimeout());
        return switch (s.view()) {
            case ProcessView.Unknown u -> new Rest(late(s, giveUpAt) ? s.now().plus(ASK_AGAIN) : giveUpAt);
            // It was started, and no longer exists.
            case ProcessView.Gone g when s.record().times().booted() != null ->
                new ProcessPlan.NoteEnded(false, "was lost while it started");
            case ProcessView.Gone g -> late(s, giveUpAt)
                    ? new ProcessPlan.NoteEnded(false, "could not be started within "
                            + seconds(s.deployment().limits().startTimeout()))
                    : new ProcessPlan.Start();
            case ProcessView.Waiting w -> late(s, giveUpAt)
                    ? new ProcessPlan.Stop(w.problem().isEmpty()
                            ? "did not start within " + seconds(s.deployment().limits().startTimeout())
                            : "could not be started: " + w.problem(), true)
                    : new Rest(giveUpAt);
            case ProcessView.Rejected r -> late(s, giveUpAt)
                    ? new ProcessPlan.Stop("could not be started: " + r.problem(), true)
                    : new ProcessPlan.Start();
            case ProcessView.Running r when r.leaving() != s.record().leaving() ->
                new ProcessPlan.NoteLeaving(r.leaving());
            case ProcessView.Running r when r.bound() -> new ProcessPlan.NoteRunning(r.ports());
            case ProcessView.Running r -> late(s, giveUpAt)
                    ? new ProcessPlan.Stop("did not bind its port within "
                            + seconds(s.deployment().limits().startTimeout()), true)
                    : new Rest(giveUpAt);
            case ProcessView.Ended e -> new ProcessPlan.NoteEnded(false, e.reason() + " before its port was bound");
        };
    }

    /**
     * When the start timeout begins. Time in which no host was watching does not count, because nothing could be
     * started.
     */
    private static Instant beginning(ProcessSituation s) {
        Instant booted = s.record().times().booted();
        Instant own = booted == null ? s.record().times().created() : booted;
        return own.isBefore(s.lookedSince()) ? s.lookedSince() : own;
    }

    private static ProcessPlan planRunning(ProcessSituation s) {
        if (isOver(s.view())) {
            return ended(s.view());
        }
        if (s.applicationGone()) {
            return new ProcessPlan.Stop("its application was deleted", true);
        }
        if (!s.newest()) {
            return new ProcessPlan.Drain();
        }
        if (s.view() instanceof ProcessView.Running r && (r.leaving() || s.record().leaving())) {
            return leaving(s, r.leaving());
        }
        return idle(s);
    }

    /** It takes no rooms while its node is cordoned. Warm capacity stays until it is replaced. */
    private static ProcessPlan leaving(ProcessSituation s, boolean leaving) {
        if (leaving != s.record().leaving()) {
            return new ProcessPlan.NoteLeaving(leaving);
        }
        return s.record().rooms() == 0 && !s.wanted()
                ? new ProcessPlan.Stop("held no room when its node was drained", false)
                : new Rest(null);
    }

    private static ProcessPlan planDraining(ProcessSituation s) {
        if (isOver(s.view())) {
            return ended(s.view());
        }
        if (s.applicationGone()) {
            return new ProcessPlan.Stop("its application was deleted", true);
        }
        if (s.view() instanceof ProcessView.Running r && r.leaving() != s.record().leaving()) {
            return new ProcessPlan.NoteLeaving(r.leaving());
        }
        return s.record().rooms() == 0
                ? new ProcessPlan.Stop("drained", false)
                : new Rest(null);
    }

    /** A process without rooms is ended after its idle timeout, unless it is warm capacity. */
    private static ProcessPlan idle(ProcessSituation s) {
        Duration timeout = s.deployment().limits().idleTimeout();
        Instant since = s.record().idleSince();
        if (since == null || s.wanted() || timeout.isZero()) {
            return new Rest(null);
        }
        Instant end = since.plus(timeout);
        return s.now().isBefore(end)
                ? new Rest(end)
                : new ProcessPlan.Stop("held no room for " + seconds(timeout), false);
    }

    private static ProcessPlan planStopping(ProcessSituation s) {
        GameProcess record = s.record();
        Instant told = record.times().stopping() == null ? s.now() : record.times().stopping();
        Instant kill = told.plus(s.deployment().limits().terminationGrace());
        return switch (s.view()) {
            case ProcessView.Unknown u -> new Rest(s.now().plus(ASK_AGAIN));
            case ProcessView.Gone g -> noteStopped(record);
            case ProcessView.Ended e -> noteStopped(record);
            case ProcessView.Rejected r -> noteStopped(record);
            case ProcessView.Waiting w -> new ProcessPlan.Kill();
            case ProcessView.Running r -> s.now().isBefore(kill)
                    ? new ProcessPlan.Terminate()
                    : new ProcessPlan.Kill();
        };
    }

    /** Its record says that it has ended: anything that still runs under its id is killed. */
    private static ProcessPlan planOver(ProcessSituation s) {
        return switch (s.view()) {
            case ProcessView.Running r -> new ProcessPlan.Kill();
            case ProcessView.Waiting w -> new ProcessPlan.Kill();
            case ProcessView.Unknown u -> new Rest(null);
            case ProcessView.Gone g -> new Rest(null);
            case ProcessView.Ended e -> new ProcessPlan.Forget();
            case ProcessView.Rejected r -> new ProcessPlan.Forget();
        };
    }

    private static boolean isOver(ProcessView view) {
        return switch (view) {
            case ProcessView.Ended e -> true;
            case ProcessView.Gone g -> true;
            case ProcessView.Rejected r -> true;
            case ProcessView.Unknown u -> false;
            case ProcessView.Waiting w -> false;
            case ProcessView.Running r -> false;
        };
    }

    private static ProcessPlan ended(ProcessView view) {
        return switch (view) {
            case ProcessView.Ended e -> new ProcessPlan.NoteEnded(e.clean(), e.reason());
            case ProcessView.Rejected r -> new ProcessPlan.NoteEnded(false, r.problem());
            default -> new ProcessPlan.NoteEnded(false, "was lost");
        };
    }

    /** A process that never came up has failed, although it was told to end. */
    private static ProcessPlan noteStopped(GameProcess record) {
        return new ProcessPlan.NoteEnded(record.times().started() != null,
                record.exitReason() == null ? ProcessState.STOPPED.wireName() : record.exitReason());
    }

    private static boolean late(ProcessSituation s, Instant giveUpAt) {
        return !s.now().isBefore(giveUpAt);
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }
}
