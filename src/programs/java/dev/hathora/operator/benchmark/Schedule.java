package dev.hathora.operator.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The order of the measurements, and their expected durations on two cores, so that 1,000 and 10,000 rooms fit into 20
 * minutes: about 40 s for new rooms in quiet, 50 s for those that boot, 210 s for 1,000 rooms, 80 s for bursts under a
 * limit, 600 s for 10,000 rooms, a third of it to make and to remove resources, 50 s for the last clean-up; 150 s are
 * left for extras and for what takes longer. Short parts, and those that the goals need, come first. The rest is done
 * if there is time left.
 */
record Schedule(Options options) {
    /** Trials with no rooms at the start measure new ones. */
    static final int QUIET = 0;

    /** This number of rooms is enough for a rate-limited burst, and takes {@link NewRooms} 15 seconds. */
    private static final int LIMITED = 200;

    /**
     * Competitors create this number of rooms within two windows of a burst. With more rooms, they only run for one
     * window.
     */
    private static final int FEW = 5_000;

    /**
     * One thing that is measured.
     *
     * @param name what
     * @param seconds how long that is expected to take
     * @param extra whether it is left out where it would take the time of what is not
     */
    record Part(String name, double seconds, boolean extra, Consumer<Trial> work) {}

    /** A trial and its parts, in order. */
    record Run(Trial.Setup setup, List<Part> parts) {
        Run {
            parts = List.copyOf(parts);
        }

        /** The required parts: creating resources, a start, the parts that are not extras, and the clean-up. */
        double seconds() {
            return 4 + setup.rooms() * 0.01 + parts.stream().filter(part -> !part.extra())
                    .mapToDouble(Part::seconds).sum();
        }

        @Override
        public String toString() {
            SimulatedHathora.Setting hathora = setup.hathora();
            return "%s, %,d rooms%s%s".formatted(setup.contestant(), setup.rooms(),
                    hathora.boot().isZero() ? "" : " that boot for " + hathora.boot().toMillis() + " ms",
                    hathora.callsPerSecond() == 0 ? "" : ", " + hathora.callsPerSecond() + " calls/s");
        }
    }

    List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        all(QUIET, SimulatedHathora.Setting.UNLIMITED, runs, contestant -> List.of(
                part("new rooms in quiet", 5 + 0.2 * NewRooms.timed(options, NewRooms.QUIET),
                        trial -> new NewRooms(trial).inQuiet())));
        if (options.contestants().contains(Contestant.OURS)) {
            runs.add(new Run(new Trial.Setup(Contestant.OURS, QUIET, SimulatedHathora.Setting.UNLIMITED),
                    List.of(part("rooms of a set",
                            RoomsOfSets.seconds(options) + 2 * options.interval().toSeconds(),
                            trial -> new RoomsOfSets(trial).inTurns()))));
        }
        boot(Duration.ofSeconds(1), Figure.BOOT_1S, Figure.BOOT_1S_SLOWEST, runs);
        boot(Duration.ofMillis(2500), Figure.BOOT_2500MS, Figure.BOOT_2500MS_SLOWEST, runs);
        for (int rooms : options.sizes()) {
            all(rooms, SimulatedHathora.Setting.UNLIMITED, runs, contestant -> many(contestant, rooms));
            if (rooms == options.sizes().getFirst()) {
                all(Math.min(LIMITED, options.largest()), SimulatedHathora.Setting.LIMITED, runs,
                        contestant -> limited(contestant, Math.min(LIMITED, options.largest())));
            }
        }
        return runs;
    }

    private void all(int rooms, SimulatedHathora.Setting hathora, List<Run> runs,
            Function<Contestant, List<Part>> parts) {
        options.contestants().stream().map(contestant -> new Run(new Trial.Setup(contestant, rooms, hathora),
                parts.apply(contestant))).filter(run -> !run.parts().isEmpty()).forEach(runs::add);
    }

    /** Without the naive operator, which polls again only after its interval. */
    private void boot(Duration boot, Figure median, Figure slowest, List<Run> runs) {
        all(QUIET, SimulatedHathora.Setting.booting(boot), runs, contestant -> contestant == Contestant.NAIVE
                ? List.of()
                : List.of(part("new rooms in quiet",
                        5 + 2 * boot.toMillis() / 1e3 + 0.2 * NewRooms.timed(options, NewRooms.BOOTING),
                        trial -> new NewRooms(trial).booting(median, slowest))));
    }

    /**
     * Without the floor. Each room takes two calls, so at most half as many rooms as calls can become ready per second.
     */
    private static List<Part> limited(Contestant contestant, int rooms) {
        return switch (contestant) {
            case FLOOR -> List.of();
            case OURS -> List.of(part("burst", 8 + rooms / 25.0, trial -> new NewRooms(trial).limitedBurst()));
            case NAIVE -> List.of(part("burst", 10 + rooms / 4.0, trial -> new NewRooms(trial).limitedBurst()));
        };
    }

    private List<Part> many(Contestant contestant, int rooms) {
        double thousands = rooms / 1000.0;
        double interval = options.interval().toMillis() / 1e3;
        Part burst = part("burst", 6 + 11 * thousands, trial -> new ManyRooms(trial).burst());
        Part config = new Part("configuration", 6 + 11 * thousands, true, trial -> new ManyRooms(trial).changeConfig());
        Part deletion = new Part("deletion", 6 + 10 * thousands, true, trial -> new ManyRooms(trial).delete());
        Part naive = part("naive on these rooms", 10 + 8 * thousands + 1.5 * interval,
                trial -> new ManyRooms(trial).lendToNaive());
        Part limited = new Part("new rooms under a limit", 8 + 0.16 * NewRooms.timed(options, NewRooms.LIMITED),
                rooms < options.largest(), trial -> new NewRooms(trial).underLimit());
        return switch (contestant) {
            case OURS -> Stream.of(
                    Stream.of(burst, part("rest", 1.5 * interval + 1, trial -> new ManyRooms(trial).rest()),
                            part("restart", 9 + thousands, trial -> new ManyRooms(trial).restart()), limited, config),
                    options.contestants().stream().filter(other -> other == Contestant.NAIVE).map(other -> naive),
                    Stream.of(deletion)).flatMap(Function.identity()).toList();
            case FLOOR, NAIVE -> rooms <= FEW ? List.of(burst, config, deletion) : firstParts(contestant);
        };
    }

    /** The size of a burst that leaves enough rooms for the floor after the naive operator. */
    private List<Part> firstParts(Contestant contestant) {
        double seconds = 6 + ManyRooms.BURST_WINDOW.toMillis() / 1e3;
        Part own = part("first part of a burst", seconds, trial -> new ManyRooms(trial).firstPartOfBurst());
        Part floors = part("first part of the floor's burst", seconds,
                trial -> new ManyRooms(trial).firstPartOfFloorsBurst());
        boolean floor = options.contestants().contains(Contestant.FLOOR);
        boolean both = floor && options.contestants().contains(Contestant.NAIVE);
        return switch (contestant) {
            case FLOOR -> both ? List.of() : List.of(own);
            case NAIVE -> both ? List.of(own, floors) : List.of(own);
            case OURS -> throw new IllegalArgumentException("makes all of them");
        };
    }

    private static Part part(String name, double seconds, Consumer<Trial> work) {
        return new Part(name, seconds, false, work);
    }

    /** How long cleaning up may take after the last measurement. */
    Duration cleanUp() {
        int most = options.sizes().stream().max(Comparator.naturalOrder()).orElse(0);
        return Duration.ofSeconds(10 + most / 250);
    }
}
