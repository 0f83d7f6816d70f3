package dev.hathora.operator.benchmark;

import java.util.List;
import java.util.function.Consumer;

/** A trial and its steps, in order. */
record Run(Trial.Setup setup, List<Step> steps) {
    Run {
        steps = List.copyOf(steps);
    }

    /**
     * One measurement.
     *
     * @param seconds how long that is expected to take
     * @param extra whether it is left out where it would take the time of what is not
     */
    record Step(Schedule.Part part, Contestant contestant, int round, double seconds, boolean extra,
            Consumer<Trial> work) {
        Step asExtra() {
            return new Step(part, contestant, round, seconds, true, work);
        }

        @Override
        public String toString() {
            return "%s, round %d: %s".formatted(contestant, round, part);
        }
    }

    /** The seconds to make resources and to clean up. */
    double around() {
        return 4 + setup.rooms() * 0.01;
    }

    /** All seconds, without extras. */
    double seconds() {
        double required = seconds(steps);
        return required == 0 ? 0 : around() + required;
    }

    /** The seconds of steps that are not extras. */
    static double seconds(List<Step> steps) {
        return steps.stream().filter(step -> !step.extra()).mapToDouble(Step::seconds).sum();
    }

    @Override
    public String toString() {
        SimulatedHathora.Setting hathora = setup.hathora();
        return "%,d rooms%s%s".formatted(setup.rooms(),
                hathora.boot().isZero() ? "" : " that boot for " + hathora.boot().toMillis() + " ms",
                hathora.callsPerSecond() == 0 ? "" : ", " + hathora.callsPerSecond() + " calls/s");
    }
}
