package dev.hathora.operator.controller.roomset;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.controller.report.Events;
import dev.hathora.operator.controller.report.OperatorObserver;
import dev.hathora.operator.controller.roomset.SetProjection.Told;
import dev.hathora.operator.controller.roomset.TrackedSet.Refused;
import dev.hathora.operator.roomset.RemovalCause;
import dev.hathora.operator.roomset.SetPlan.Removal;

/**
 * Tells users and metrics what was done for a set. One event counts all rooms of a pass.
 *
 * @param events writes events
 * @param observer told for metrics
 */
record SetEvents(Events events, OperatorObserver observer) {
    /** The set has created rooms: because it was scaled up, or in place of others. */
    static final String ROOMS_CREATED = "RoomsCreated";
    /** The set has removed rooms: that had ended, to scale down, or of another template. The message says which. */
    static final String ROOMS_REMOVED = "RoomsRemoved";
    private static final int NAMED = 3;

    void created(HathoraRoomSet set, List<String> names) {
        if (!names.isEmpty()) {
            observer.roomsCreated(names.size());
            events.normal(set, ROOMS_CREATED, "Created " + rooms(names));
        }
    }

    void removed(HathoraRoomSet set, List<Removal> removed) {
        Map<RemovalCause, List<String>> byCause = removed.stream().collect(Collectors.groupingBy(Removal::cause,
                Collectors.mapping(Removal::room, Collectors.toList())));
        byCause.forEach((cause, names) -> {
            observer.roomsRemoved(cause, names.size());
            events.normal(set, ROOMS_REMOVED, "Removed " + rooms(names) + " " + switch (cause) {
                case ENDED -> "that had ended";
                case SCALE_DOWN -> "to scale down";
                case ROLLOUT -> "of another template";
            });
        });
    }

    void refused(HathoraRoomSet set, Refused refused) {
        observer.roomRefused();
        if (refused.inARow() == 1) {
            events.warning(set, SetReason.ROOM_REFUSED.conditionReason(), refused.message());
        }
    }

    /** The conditions have changed. */
    void told(HathoraRoomSet set, Told told) {
        var stalled = set.getStatus().condition("Stalled");
        boolean isNews = stalled == null || !told.reason().conditionReason().equals(stalled.getReason())
                || !told.message().equals(stalled.getMessage());
        if (told.reason().kind() == SetReason.Kind.STALLED && told.reason() != SetReason.ROOM_REFUSED && isNews) {
            events.warning(set, told.reason().conditionReason(), told.message());
        }
    }

    private static String rooms(List<String> names) {
        String first = names.stream().sorted().limit(NAMED).collect(Collectors.joining(", "));
        int others = names.size() - NAMED;
        return (names.size() == 1 ? "1 room: " : names.size() + " rooms: ") + first
                + (others > 0 ? " and " + others + " more" : "");
    }
}
