package dev.hathora.operator.chaos;

/** What has to hold in a run, whatever goes wrong. */
enum Promise {
    ONE_AT_A_TIME("never two rooms for one resource at a time", Cost.DUPLICATE),
    ACCOUNTED_FOR("no room is there that no resource accounts for", Cost.LEAK),
    THERE("who wants a room has it", Cost.LOST),
    ENDED_ON_PURPOSE("a room is ended for a deletion with the policy Destroy, and for nothing else", Cost.OTHER),
    LEFT_AS_ASKED("a deletion leaves behind what its policy says", Cost.OTHER),
    STAYS_SUSPENDED("a suspended room is not brought back, by whichever call", Cost.OTHER),
    HANDS_OFF("a paused or observed room is not changed", Cost.OTHER),
    SETTLES("all becomes as it is wanted, connection Secrets and annotations included", Cost.OTHER),
    FEW_PASSES("it takes a bounded number of passes", Cost.OTHER),
    TOLD_IN_TIME("status does not say Ready for a room that is gone", Cost.OTHER);

    /** What it costs where it is broken. */
    enum Cost {
        /** Two rooms for one resource at a time. */
        DUPLICATE,
        /** A room that runs, and no resource accounts for it. */
        LEAK,
        /** A resource that is wanted active, and has no room. */
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
