package dev.hathora.operator.controller.roomset;

/** The reasons in the conditions of a set. */
public enum SetReason {
    /** Everything is as spec asks. */
    COMPLETE("Complete", Kind.READY, "There are as many rooms as spec.replicas, all of them available and of the current template.", "Nothing."),
    /** Rollouts are paused. */
    PAUSED("Paused", Kind.READY, "spec.paused is true: rooms of an earlier template are not replaced. Scaling goes on.", "To let the rollout continue, set spec.paused to false."),
    /** Rooms are being created, started or removed. */
    PROGRESSING("Progressing", Kind.PROGRESSING, "Rooms are being created, started, replaced or removed.", "Wait. If this persists, look at the rooms that the message counts: kubectl get hroom -l hathora.dev/room-set=NAME."),
    /** Only rooms in use are left to be removed. */
    ROOMS_IN_USE("RoomsInUse", Kind.PROGRESSING, "Rooms that are to be removed are annotated with hathora.dev/in-use: \"true\".", "Wait until they are no longer in use. To remove one nevertheless, delete it."),
    /** The set is being deleted. */
    DELETING("Deleting", Kind.PROGRESSING, "The set is being deleted. Its rooms are deleted first, or released with --cascade=orphan.", "Wait. If this persists, look at the rooms that the message counts."),
    /** A room needs a user. */
    ROOM_STALLED("RoomStalled", Kind.STALLED, "A room of the set is Stalled. The message quotes it.", "Do what the message says. If the template is the cause, change it."),
    /** The API server refuses to create or delete rooms. */
    ROOM_REFUSED("RoomRefused", Kind.STALLED, "Kubernetes refuses to create or delete rooms of the set: a quota, an admission webhook or policy, a missing right, or a template that the CRD rejects.", "Do what the message says. The operator retries with delays that grow to 5 minutes, and at once when the set changes."),
    /** No room can be made from the template. */
    INVALID_TEMPLATE("InvalidTemplate", Kind.STALLED, "No room can be created from spec.template.", "Change the template as the message says.");

    /** What a reason means for the conditions. */
    public enum Kind {
        /** Ready is True. */
        READY,
        /** Ready is False, Reconciling is True. */
        PROGRESSING,
        /** Ready is False, Stalled is True: a user has to act. */
        STALLED
    }

    private final String conditionReason;
    private final Kind kind;
    private final String meaning;
    private final String remedy;

    SetReason(String conditionReason, Kind kind, String meaning, String remedy) {
        this.conditionReason = conditionReason;
        this.kind = kind;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** The reason as it appears in conditions and events. */
    public String conditionReason() {
        return conditionReason;
    }

    /** What it means for the conditions. */
    public Kind kind() {
        return kind;
    }

    /** What it means, in a sentence. */
    public String meaning() {
        return meaning;
    }

    /** What a user can do about it. */
    public String remedy() {
        return remedy;
    }
}
