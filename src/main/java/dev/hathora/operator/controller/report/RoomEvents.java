package dev.hathora.operator.controller.report;

import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.controller.report.OperatorObserver.Correction;
import io.fabric8.kubernetes.api.model.Condition;

/**
 * Reports what happens to rooms, as events on their resources, and derives metrics from them. The constants are the
 * reasons; docs/reference.md lists them.
 *
 * @param events where the events are written
 * @param observer told of each event, and what it means
 */
public record RoomEvents(Events events, OperatorObserver observer) {
    /** The id of the room to make was stored on the resource. */
    public static final String ROOM_CLAIMED = "RoomClaimed";

    /** A room that existed already is taken over: its id was stored on the resource. */
    public static final String ROOM_ADOPTED = "RoomAdopted";

    /** Hathora accepted the room. */
    public static final String ROOM_CREATED = "RoomCreated";

    /** The room can be joined. */
    public static final String ROOM_ACTIVE = "RoomActive";

    /** The room was sent another configuration, after a change of spec or of the room. */
    public static final String ROOM_CONFIG_UPDATED = "RoomConfigUpdated";

    /**
     * A warning: roomConfigJson has a key true or false, which is what YAML 1.1 makes of y, yes, on, n, no and off without
     * quotes.
     */
    public static final String ROOM_CONFIG_SUSPICIOUS = "RoomConfigSuspicious";

    /** The room was taken off its process. */
    public static final String ROOM_SUSPENDED = "RoomSuspended";

    /** The suspended room was asked to run again. */
    public static final String ROOM_RESUMED = "RoomResumed";

    /** The room ended without the operator: the match is over, its process exited, or somebody destroyed it. */
    public static final String ROOM_ENDED = "RoomEnded";

    /**
     * A warning: a room that counted as ended, because Hathora answered 404, is there after all. The resource keeps it; no
     * other one was made.
     */
    public static final String ROOM_TAKEN_BACK = "RoomTakenBack";

    /** The resource is being deleted, and its room is proved to be gone. */
    public static final String ROOM_DESTROYED = "RoomDestroyed";

    /** The resource is being deleted, and its room was left behind as spec.deletionPolicy says: as it is, or suspended. */
    public static final String ROOM_RETAINED = "RoomRetained";

    /**
     * A warning: the room was left behind because the annotation hathora.dev/abandon-room says so. It may still run.
     */
    public static final String ROOM_ABANDONED = "RoomAbandoned";

    /** The room ended longer ago than spec.ttlSecondsAfterFinished, so the resource is deleted. */
    public static final String RESOURCE_EXPIRED = "ResourceExpired";

    /**
     * Reports something that is expected to happen.
     *
     * @param room the resource as it was before the change
     * @param reason one of the constants of this class, or a condition reason
     */
    public void normal(HathoraRoom room, String reason, String message) {
        observe(room, reason);
        events.normal(room, reason, message);
    }

    /**
     * Reports something that a user should look at.
     *
     * @param room the resource as it was before the change
     * @param reason one of the constants of this class, or a condition reason
     */
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
                // no metric beyond the count of this reason
            }
        }
    }

    private static boolean hadRoom(HathoraRoom before) {
        return before.getMetadata().getAnnotations() != null
                && before.getMetadata().getAnnotations().containsKey(HathoraRoom.ROOM_ID);
    }

    /**
     * Counts a correction if status said Ready for the present generation of spec. Then the change was not caused by
     * spec.
     */
    private void corrected(HathoraRoom before, Correction correction) {
        HathoraRoomStatus status = before.getStatus();
        Condition ready = status == null ? null : status.condition("Ready");
        if (ready != null && ready.getStatus().equals("True")
                && Objects.equals(status.observedGeneration(), before.getMetadata().getGeneration())) {
            observer.corrected(correction);
        }
    }
}
