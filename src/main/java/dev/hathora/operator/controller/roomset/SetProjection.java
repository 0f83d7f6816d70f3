package dev.hathora.operator.controller.roomset;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import dev.hathora.operator.api.ShortText;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetStatus;
import dev.hathora.operator.api.hathoraroomset.SetLabel;
import dev.hathora.operator.roomset.RemovalCause;
import dev.hathora.operator.roomset.SetCounts;
import dev.hathora.operator.roomset.SetVerdict;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;

/** Computes the status of a set. It equals the previous one exactly if nothing relevant to users has changed. */
final class SetProjection {
    private static final int MAX_MESSAGE = 1024;

    private SetProjection() {}

    /**
     * What the conditions say.
     *
     * @param message for users: what is the case, and what to do
     */
    record Told(SetReason reason, String message) {}

    /** What the conditions say about the planner's verdict. */
    static Told told(SetVerdict verdict, SetCounts counts) {
        return switch (verdict) {
            case SetVerdict.Complete c -> new Told(SetReason.COMPLETE, switch (counts.available()) {
                case 0 -> "There are no rooms, as spec.replicas asks.";
                case 1 -> "The room is available.";
                default -> "All " + counts.available() + " rooms are available.";
            });
            case SetVerdict.Progressing p -> new Told(SetReason.PROGRESSING, p.awaited());
            case SetVerdict.WaitingForRoomsInUse w -> new Told(SetReason.ROOMS_IN_USE, w.rooms()
                    + (w.rooms() == 1 ? " room is" : " rooms are") + " to be removed "
                    + (w.cause() == RemovalCause.ROLLOUT ? "because the template has changed" : "to scale down")
                    + ", and in use: waiting until the annotation " + HathoraRoomSet.IN_USE + " is removed");
            case SetVerdict.Paused p -> new Told(SetReason.PAUSED, "Rollouts are paused (spec.paused)."
                    + (p.outdated() == 0 ? "" : " Rooms of an earlier template: " + p.outdated() + "."));
            case SetVerdict.Stalled s -> new Told(SetReason.ROOM_STALLED, s.rooms()
                    + (s.rooms() == 1 ? " room is" : " rooms are") + " stalled. " + s.room() + ": " + s.reason() + ": "
                    + s.message());
        };
    }

    static HathoraRoomSetStatus project(HathoraRoomSet set, SetCounts counts, String templateHash, Told told,
            Instant now) {
        return new HathoraRoomSetStatus(set.getMetadata().getGeneration(), counts.replicas(), counts.ready(),
                counts.updated(), counts.available(), counts.inUse(),
                SetLabel.selector(set.getMetadata().getName()), templateHash, conditions(set, told, now));
    }

    private static List<Condition> conditions(HathoraRoomSet set, Told told, Instant now) {
        List<Condition> conditions = new ArrayList<>();
        SetReason.Kind kind = told.reason().kind();
        conditions.add(condition(set, "Ready", kind == SetReason.Kind.READY ? "True" : "False", told, now));
        switch (kind) {
            case PROGRESSING -> conditions.add(condition(set, "Reconciling", "True", told, now));
            case STALLED -> conditions.add(condition(set, "Stalled", "True", told, now));
            case READY -> {
                // the two are there only while they are true
            }
        }
        return conditions;
    }

    private static Condition condition(HathoraRoomSet set, String type, String status, Told told, Instant now) {
        Condition before = set.getStatus().condition(type);
        String since = before != null && status.equals(before.getStatus()) && before.getLastTransitionTime() != null
                ? before.getLastTransitionTime()
                : now.truncatedTo(ChronoUnit.SECONDS).toString();
        return new ConditionBuilder().withType(type).withStatus(status).withReason(told.reason().conditionReason())
                .withMessage(ShortText.of(told.message(), MAX_MESSAGE))
                .withObservedGeneration(set.getMetadata().getGeneration()).withLastTransitionTime(since).build();
    }
}
