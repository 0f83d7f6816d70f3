package dev.hathora.operator.traffic;

/**
 * A rate that grows steadily up to a limit, and stays there.
 *
 * @param rate calls per second now, above 0, at most {@code limit}
 * @param limit calls per second in the end
 * @param growth by how many calls per second the rate grows each second; above 0 where the limit is not reached
 */
record Ramp(double rate, double limit, double growth) {
    /** A rate that stays as it is. */
    static Ramp steady(double rate) {
        return new Ramp(rate, rate, 0);
    }

    /** The same, that many seconds later. */
    Ramp after(double seconds) {
        return new Ramp(Math.min(limit, rate + growth * seconds), limit, growth);
    }

    /** How many calls, with fractions, the next so many seconds allow. */
    double calls(double seconds) {
        double growing = Math.min(seconds, secondsToLimit());
        return growing * (rate + growth * growing / 2) + (seconds - growing) * limit;
    }

    /** How many seconds it takes to allow so many calls. */
    double secondsFor(double calls) {
        double callsToLimit = calls(secondsToLimit());
        if (calls > callsToLimit) {
            return secondsToLimit() + (calls - callsToLimit) / limit;
        }
        // Solves rate·t + growth·t²/2 = calls, in the form that is exact for a growth near 0, too.
        return 2 * calls / (rate + Math.sqrt(rate * rate + 2 * growth * calls));
    }

    private double secondsToLimit() {
        return rate < limit ? (limit - rate) / growth : 0;
    }
}
