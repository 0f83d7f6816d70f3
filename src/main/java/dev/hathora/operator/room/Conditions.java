package dev.hathora.operator.room;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.hathora.operator.api.ShortText;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.room.Plan.Rest;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The only place that creates conditions. {@code Ready} is always present. {@code Reconciling} and {@code Stalled} are
 * present only while they are true, as kstatus specifies, so that {@code kubectl wait}, Flux and Argo CD understand
 * them.
 *
 * @param note text to append to each message
 */
record Conditions(HathoraRoomStatus previous, @Nullable Long generation, Instant now, String note) {
    static final String READY = "Ready";
    static final String RECONCILING = "Reconciling";
    static final String STALLED = "Stalled";

    /** The API server's limit for a message is 32 KiB. Nobody reads that much. */
    private static final int MAX_MESSAGE = 1024;

    /** The conditions for this rest. */
    List<Condition> of(Rest rest, boolean asObserved) {
        List<Condition> conditions = new ArrayList<>();
        conditions.add(condition(READY, switch (rest.reason().kind()) {
            case READY -> "True";
            case AS_OBSERVED -> asObserved ? "True" : "False";
            case FINISHED, PROGRESSING, STALLED -> "False";
            case UNREACHABLE -> "Unknown";
        }, rest));
        switch (rest.reason().kind()) {
            case PROGRESSING, UNREACHABLE -> conditions.add(condition(RECONCILING, "True", rest));
            case STALLED -> conditions.add(condition(STALLED, "True", rest));
            case READY, AS_OBSERVED, FINISHED -> {
                // neither
            }
        }
        return conditions;
    }

    private Condition condition(String type, String status, Rest rest) {
        Condition before = previous.condition(type);
        String reason = rest.reason().conditionReason();
        String message = shortened(rest.message() + note);
        String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
        if (before != null && before.getStatus().equals(status)) {
            since = Objects.requireNonNullElse(before.getLastTransitionTime(), since);
        }
        if (before != null && before.getReason().equals(reason) && rest.reason().kind() == Reason.Kind.UNREACHABLE) {
            // during an outage the first message stays: causes alternate, and each change would be a write
            message = shortened(Abandonment.withoutNote(before.getMessage()) + note);
        }
        return new ConditionBuilder().withType(type).withStatus(status).withReason(reason).withMessage(message)
                .withObservedGeneration(generation)
                .withLastTransitionTime(since)
                .build();
    }

    private static String shortened(String message) {
        return ShortText.of(message, MAX_MESSAGE);
    }
}
