package dev.hathora.operator.host.cluster;

/**
 * The state of an application in one word: the reason of its condition {@code Ready}, and of {@code Reconciling} or
 * {@code Stalled} while one of these is true. The texts are the table in docs/reference.md.
 */
public enum ApplicationReason {
    SERVED("Served", Kind.READY, "The application is served as spec says: rooms can be created.", "Nothing. If the message names game servers that can't be started, see there."),

    DELETING("Deleting", Kind.PROGRESSING, "The resource is being deleted. Its game servers are ended first, and their rooms are destroyed. The message says how many are left.", "Wait. If this persists, look at the Pods of the game servers."),

    INVALID_SPEC("InvalidSpec", Kind.STALLED, "The spec has an error that the API server does not check, or is of a later version.", "Change the spec as the message says."),
    SECRET_UNUSABLE("SecretUnusable", Kind.STALLED, "A Secret of spec.appSecretRef or spec.tokenSecretRefs is missing, or lacks the key or the label, or its value can't be used.", "Fix the Secret as the message says."),
    APP_ID_TAKEN("AppIdTaken", Kind.STALLED, "spec.appId is the id of another application of this host, which may be in another namespace or deleted, or this application has another id already.", "Delete this resource and create one with another spec.appId, or without."),
    TOKEN_TAKEN("TokenTaken", Kind.STALLED, "A developer token is valid for another application already. A token can't be valid for two.", "Write another token in the Secret that the message names."),
    APP_SECRET_UNAVAILABLE("AppSecretUnavailable", Kind.STALLED, "The Secret NAME-app-secret can't be written. The application is served all the same, but its Pods get no HATHORA_APP_SECRET.", "Do what the message says."),
    PROCESSES_NOT_STARTING("ProcessesNotStarting", Kind.STALLED, "No game server of the newest deployment runs, and the last one could not be started.", "Do what the message says: it is from the Pod, the scheduler or the game server. A game server is started again when a room needs one.");

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

    ApplicationReason(String conditionReason, Kind kind, String meaning, String remedy) {
        this.conditionReason = conditionReason;
        this.kind = kind;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** As conditions have it. */
    public String conditionReason() {
        return conditionReason;
    }

    /** What it means for the conditions. */
    public Kind kind() {
        return kind;
    }

    /** What it means, for the reference. */
    public String meaning() {
        return meaning;
    }

    /** What a user can do, for the reference. */
    public String remedy() {
        return remedy;
    }
}
