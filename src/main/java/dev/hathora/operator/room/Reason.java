package dev.hathora.operator.room;

import java.util.Arrays;
import java.util.Optional;

/**
 * The state of a resource in one word: the reason of its condition {@code Ready}, and of {@code Reconciling} or
 * {@code Stalled} while one of these is true. The texts are the table in docs/reference.md.
 */
public enum Reason {
    ACTIVE("Active", Kind.READY, "The room runs and can be joined.", "Nothing."),
    SUSPENDED("Suspended", Kind.READY, "The room is suspended, as spec asks.", "Nothing. To run it, set spec.state to Active."),

    OBSERVED("Observed", Kind.AS_OBSERVED, "The operator only observes the room (managementPolicy ObserveOnly). Ready says whether the room is in spec.state.", "Nothing."),
    PAUSED("Paused", Kind.AS_OBSERVED, "spec.paused is true: the operator changes nothing, not even on deletion. Ready says whether the room is in spec.state and, if that is Active, can be joined.", "To let the operator continue, set spec.paused to false."),
    ROOM_ENDED("RoomEnded", Kind.FINISHED, "The room ended by itself, and spec does not ask for another one.", "Nothing. For another room, create another resource."),

    SCHEDULING("Scheduling", Kind.PROGRESSING, "The room exists and waits for a process.", "Wait. If this persists, check the application's processes and limits on your Hathora server."),
    STARTING("Starting", Kind.PROGRESSING, "The room's process is starting.", "Wait. If this persists, check the process's log on your Hathora server."),
    RESTARTING("Restarting", Kind.PROGRESSING, "The room ended by itself. Another one is created after a delay.", "Wait. If this keeps happening, check the game server's log."),
    VERIFYING("Verifying", Kind.PROGRESSING, "Confirming the outcome of a call to Hathora.", "Wait; it takes seconds."),
    ROOM_NOT_FOUND("RoomNotFound", Kind.PROGRESSING, "The room to observe does not exist, or does not exist yet.", "Check spec.roomId and spec.appId, or wait until the room is created."),
    DELETING("Deleting", Kind.PROGRESSING, "The resource is being deleted. Its room is handled first, as spec.deletionPolicy says.", "Wait. If this persists, the message says what the deletion is waiting for."),
    RATE_LIMITED("RateLimited", Kind.PROGRESSING, "Calls to Hathora exceed HATHORA_RATE_LIMIT, or Hathora answered 429. The calls for this room are queued.", "Wait. If this persists, ask Hathora for a higher limit and set HATHORA_RATE_LIMIT to it."),

    HATHORA_UNREACHABLE("HathoraUnreachable", Kind.UNREACHABLE, "Hathora does not answer, its answer is malformed, or the server that answers 404 for the room does not know the application either. Or Hathora answers 404 for most rooms of the application at the same time, which the operator treats as an outage for five minutes. None of this proves that the room is gone. The operator retries with delays that grow to a minute.", "Wait. If this persists, check Hathora's status, the operator's network, and what the message names: the endpoint, the token's organization, and gateways in between."),

    INVALID_SPEC("InvalidSpec", Kind.STALLED, "The spec is invalid.", "Change the spec as the message says."),
    CREDENTIALS_MISSING("CredentialsMissing", Kind.STALLED, "There is no Hathora token. The Secret, its key or its label is missing, or the operator has no token of its own.", "Fix the Secret as the message says. To delete the resource without its room, see the annotation hathora.dev/abandon-room."),
    CREDENTIALS_INVALID("CredentialsInvalid", Kind.STALLED, "Hathora rejects the token (401).", "Put a valid token where the message says. The operator retries every 30 s."),
    BILLING_BLOCKED("BillingBlocked", Kind.STALLED, "Hathora rejects the call because of billing or a usage limit (402).", "Settle billing, or raise the limit that the message names, on your Hathora server."),
    FORBIDDEN("Forbidden", Kind.STALLED, "Hathora does not allow this call with this token (403).", "Use a token with the required permission."),
    APPLICATION_NOT_FOUND("ApplicationNotFound", Kind.STALLED, "Hathora knows no such application or deployment (404 on createRoom).", "Correct spec.appId or spec.deploymentId: delete this resource and create a new one."),
    REQUEST_REJECTED("RequestRejected", Kind.STALLED, "Hathora rejects the request (400 or 422).", "Change what the message names."),
    ROOM_CONFIG_DIFFERS("RoomConfigDiffers", Kind.STALLED, "Hathora accepts the configuration but keeps showing another one: Hathora or the game server rewrites it. The room itself is still managed.", "Write spec.roomConfig as Hathora shows it, or set spec.roomConfigPolicy to Initial. The configuration is sent again with growing delays up to 5 minutes, and at once when the room's own changes."),
    CONNECTION_SECRET_UNAVAILABLE("ConnectionSecretUnavailable", Kind.STALLED, "The Secret of spec.connectionSecret can't be written, or the previous one can't be removed: it has another owner, the operator lacks the right, or the API server refuses the write.", "Choose another name, remove the Secret, give the operator the right, or do what the message says. The room itself is still managed."),
    WRITE_REFUSED("WriteRefused", Kind.STALLED, "Kubernetes refuses a write of the operator to this resource, or an admission webhook alters it: the claim (without it, no room is created), the status, or the removal of the finalizer. The message quotes the API server. If the status itself is refused, an event says so.", "Do what the message says: shorten the resource, exempt hathorarooms from the webhook or policy, or give the operator the right. The operator retries with delays that grow to a minute, and at once when the resource changes."),
    ENDPOINT_CHANGED("EndpointChanged", Kind.STALLED, "The room was claimed at an endpoint other than HATHORA_API_URL. The operator does not touch it, because the current endpoint never had that room.", "Restore HATHORA_API_URL. If both endpoints serve the same rooms, set HATHORA_API_ALIASES. If the old one is gone for good, set HATHORA_API_MOVED_FROM."),
    ROOM_ID_CONFLICT("RoomIdConflict", Kind.STALLED, "The room id belongs to another room or to another resource.", "Choose another spec.roomId. adoptionPolicy: IfExists takes over a room that exists. To hand a room over from another resource, set deletionPolicy: Retain there before you delete it."),
    RESTORED_COPY("RestoredCopy", Kind.STALLED, "The resource was restored from a backup or copied, and the original's room still exists. The operator leaves that room alone and creates no other.", "Delete the copy. Or, if the original is gone, take over its room with the annotation hathora.dev/take-over, as the message says.");

    /** What a reason means for the conditions. */
    public enum Kind {
        /** Ready is True. */
        READY,

        /** Ready is True or False, depending on the observed state of the room. */
        AS_OBSERVED,

        /** Ready is False, and nothing more will happen. */
        FINISHED,

        /** Ready is False, Reconciling is True. */
        PROGRESSING,

        /** Ready is Unknown, Reconciling is True. */
        UNREACHABLE,

        /** Ready is False, Stalled is True: a user has to act. */
        STALLED
    }

    private final String conditionReason;
    private final Kind kind;
    private final String meaning;
    private final String remedy;

    Reason(String conditionReason, Kind kind, String meaning, String remedy) {
        this.conditionReason = conditionReason;
        this.kind = kind;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** The reason with this name in conditions. Empty if there is none, or if it is from another version. */
    public static Optional<Reason> of(String conditionReason) {
        return Arrays.stream(values()).filter(r -> r.conditionReason.equals(conditionReason)).findFirst();
    }

    /** Whether only a resource that owns a room can be in this state, and not one that only observes. */
    public boolean impliesClaim() {
        return switch (this) {
            case ACTIVE, SUSPENDED, SCHEDULING, STARTING, RESTARTING, VERIFYING, ROOM_ENDED, DELETING,
                    ROOM_CONFIG_DIFFERS ->
                true;
            case OBSERVED, PAUSED, ROOM_NOT_FOUND, RATE_LIMITED, HATHORA_UNREACHABLE, INVALID_SPEC, CREDENTIALS_MISSING,
                    CREDENTIALS_INVALID, BILLING_BLOCKED, FORBIDDEN, APPLICATION_NOT_FOUND, REQUEST_REJECTED,
                    CONNECTION_SECRET_UNAVAILABLE, WRITE_REFUSED, ENDPOINT_CHANGED, ROOM_ID_CONFLICT, RESTORED_COPY ->
                false;
        };
    }

    /**
     * Whether no resource that owns a room can be in this state. Reasons for which both this and {@link #impliesClaim}
     * are false say nothing about ownership.
     */
    public boolean rulesOutClaim() {
        return switch (this) {
            case OBSERVED, ROOM_NOT_FOUND, ROOM_ID_CONFLICT, RESTORED_COPY -> true;
            case ACTIVE, SUSPENDED, SCHEDULING, STARTING, RESTARTING, VERIFYING, ROOM_ENDED, DELETING, PAUSED,
                    RATE_LIMITED, HATHORA_UNREACHABLE, INVALID_SPEC, CREDENTIALS_MISSING, CREDENTIALS_INVALID,
                    BILLING_BLOCKED, FORBIDDEN, APPLICATION_NOT_FOUND, REQUEST_REJECTED,
                    ROOM_CONFIG_DIFFERS, CONNECTION_SECRET_UNAVAILABLE, WRITE_REFUSED, ENDPOINT_CHANGED ->
                false;
        };
    }

    /** Whether the problem is not with the room itself. The room is then managed as usual. */
    public boolean isBesideTheRoom() {
        return this == CONNECTION_SECRET_UNAVAILABLE || this == ROOM_CONFIG_DIFFERS || this == WRITE_REFUSED;
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
