package dev.hathora.operator.traffic;

/**
 * A rate that grows linearly up to a limit.
 *
 * @param rate the current calls per second, greater than 0, at most {@code limit}
 * @param limit the maximum calls per second
 * @param growth the growth of the rate per second; greater than 0 if the limit is not reached
 */
record Ramp(double rate, double limit, double growth) {
    /** A constant rate. */
    static Ramp steady(double rate) {
        return new Ramp(rate, rate, 0);
    }

    /** A copy after this number of seconds. */
    Ramp after(double seconds) {
        return new Ramp(Math.min(limit, rate + growth * seconds), limit, growth);
    }

    /** The number of calls that are allowed in the next seconds, may be fractional. */
    double calls(double seconds) {
        double growing = Math.min(seconds, secondsToLimit());
        return growing * (rate + growth * growing / 2) + (seconds - growing) * limit;
    }

    /** The number of seconds until this number of calls is allowed. */
    double secondsFor(double calls) {
        double callsToLimit = calls(secondsToLimit());
        if (calls > callsToLimit) {
            return secondsToLimit() + (calls - callsToLimit) / limit;
        }
        // Solves rate·t + growth·t²/2 = calls, in the form that is also exact for a growth near 0.
        return 2 * calls / (rate + Math.sqrt(rate * rate + 2 * growth * calls));
    }

    private double secondsToLimit() {
        return rate < limit ? (limit - rate) / growth : 0;
    }
}
