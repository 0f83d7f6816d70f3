package dev.hathora.operator.chaos;

/** The promises that every run must keep, whatever fails. */
enum Promise {
    ONE_AT_A_TIME("never two rooms for one resource at a time", Cost.DUPLICATE),
    ACCOUNTED_FOR("no room exists without a resource", Cost.LEAK),
    THERE("every resource that requests a room has it", Cost.LOST),
    ENDED_ON_PURPOSE("a room is destroyed only by a deletion with the policy Destroy", Cost.OTHER),
    LEFT_AS_ASKED("a deletion leaves behind what its policy says", Cost.OTHER),
    STAYS_SUSPENDED("no call wakes a suspended room", Cost.OTHER),
    HANDS_OFF("a paused or observed room is not changed", Cost.OTHER),
    SETTLES("everything reaches the desired state, including connection Secrets and annotations", Cost.OTHER),
    FEW_PASSES("this takes a bounded number of reconciles", Cost.OTHER),
    TOLD_IN_TIME("status does not say Ready for a room that is gone", Cost.OTHER);

    /** The damage if the promise is broken. */
    enum Cost {
        /** Two rooms for one resource at a time. */
        DUPLICATE,
        /** A room that runs without a resource. */
        LEAK,
        /** A resource that should be active but has no room. */
        LOST,
        /** Anything else. */
        OTHER
    }

    private final String text;
    private final Cost cost;

    Promise(String text, Cost cost) {
        this.text = text;
        this.cost = cost;
    }

    Cost cost() {
        return cost;
    }

    @Override
    public String toString() {
        return text;
    }
}
