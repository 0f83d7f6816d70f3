package dev.hathora.operator.controller.report;

import java.util.Objects;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.controller.report.OperatorObserver.Correction;
import io.fabric8.kubernetes.api.model.Condition;

/** Events on their way to users, and what they tell about the operator's work. */
public final class ObservedEvents implements RoomEvents {
    private final RoomEvents events;
    private final OperatorObserver observer;

    public ObservedEvents(RoomEvents events, OperatorObserver observer) {
        this.events = events;
        this.observer = observer;
    }

    @Override
    public void normal(HathoraRoom room, String reason, String message) {
        observe(room, reason);
        events.normal(room, reason, message);
    }

    @Override
    public void warning(HathoraRoom room, String reason, String message) {
        observe(room, reason);
        events.warning(room, reason, message);
    }

    private void observe(HathoraRoom room, String reason) {
        observer.told(reason);
        switch (reason) {
            case ROOM_CLAIMED -> {
                if (hadRoom(room)) {
                    observer.restarted();
                }
            }
            case ROOM_CONFIG_UPDATED -> corrected(room, Correction.CONFIG);
            case ROOM_SUSPENDED -> corrected(room, Correction.SUSPEND);
            case ROOM_RESUMED -> corrected(room, Correction.RESUME);
            default -> {
                // says nothing but itself
            }
        }
    }

    private static boolean hadRoom(HathoraRoom before) {
        return before.getMetadata().getAnnotations() != null
                && before.getMetadata().getAnnotations().containsKey(HathoraRoom.ROOM_ID);
    }

    /** Where status had said of this very spec that all is well, it was not spec that asked for the change. */
    private void corrected(HathoraRoom before, Correction correction) {
        HathoraRoomStatus status = before.getStatus();
        Condition ready = status == null ? null : status.condition("Ready");
        if (ready != null && ready.getStatus().equals("True")
                && Objects.equals(status.observedGeneration(), before.getMetadata().getGeneration())) {
            observer.corrected(correction);
        }
    }
}
