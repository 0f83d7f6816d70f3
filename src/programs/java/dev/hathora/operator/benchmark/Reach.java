package dev.hathora.operator.benchmark;

/**
 * A goal and what was reached.
 *
 * @param figure what
 * @param values the figure in each round
 * @param target in words
 * @param met whether it is reached; a target of 0 in each round, and others by the median
 */
record Reach(String figure, Rounds values, String target, boolean met) {
    boolean measured() {
        return !values.isEmpty();
    }

    /** In one word. */
    String verdict() {
        return measured() ? met ? "met" : "NOT MET" : "not measured";
    }

    static Reach atLeast(String figure, Rounds values, double target) {
        return new Reach(figure, values, "at least " + Figure.text(target),
                !values.isEmpty() && values.median() >= target);
    }

    static Reach atMost(String figure, Rounds values, double target) {
        return new Reach(figure, values, "at most " + Figure.text(target),
                !values.isEmpty() && values.median() <= target);
    }

    static Reach none(String figure, Rounds values) {
        return new Reach(figure, values, "0", !values.isEmpty() && values.highest() <= 0);
    }

    static Reach between(String figure, Rounds values, double least, double most) {
        return new Reach(figure, values, Figure.text(least) + " to " + Figure.text(most),
                !values.isEmpty() && values.median() >= least && values.median() <= most);
    }
}
