package dev.hathora.operator.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.hathora.operator.benchmark.Run.Step;
import dev.hathora.operator.benchmark.SimulatedHathora.Setting;

/**
 * The order of the measurements, and their expected durations on two cores. What the goals compare is measured in all
 * rounds, and the rest once. With an earlier build, 1,000 and 10,000 rooms fit into 30 minutes so: 13 minutes for 1,000,
 * 9 for 10,000, 7 for single rooms, sets and starts, 1 to clean up. Extras get what is left. The longest come last, so
 * that only their last rounds are lost where the machine is slower.
 */
record Schedule(Options options) {
    /** Trials with no rooms at the start measure new ones. */
    static final int QUIET = 0;

    /** Starts are short, and differ. */
    private static final int STARTS = 5;

    /** This number of rooms is enough for a rate-limited burst, and takes {@link NewRooms} 15 seconds. */
    private static final int LIMITED = 200;

    /**
     * Competitors create this number of rooms within two windows of a burst. More rooms are made only once, and
     * competitors then run for one window.
     */
    private static final int FEW = 5_000;

    /** What can be chosen. */
    enum Part {
        START,
        QUIET,
        BOOT,
        BURST,
        CONFIG,
        SUSPEND,
        DELETE,
        RESTART,
        MEMORY,
        REST,
        NEW,
        LIMITED,
        SETS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Who does it with how many rooms. */
    private record Turn(Contestant contestant, int round, int rooms) {
        double thousands() {
            return rooms / 1000.0;
        }
    }

    List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        runs.add(run(QUIET, Setting.UNLIMITED, turns(Math.max(STARTS, options.runs()), QUIET,
                turn -> step(turn, Part.START, 3, trial -> new NewRooms(trial).untilFirstCall()))));
        runs.add(run(QUIET, Setting.UNLIMITED, turns(options.runs(), QUIET, turn -> Stream.concat(
                step(turn, Part.MEMORY, 6, trial -> new SettledRooms(trial).memory()),
                step(turn, Part.QUIET, 2 + 0.2 * NewRooms.timed(options, NewRooms.QUIET),
                        trial -> new NewRooms(trial).inQuiet())))));
        runs.add(boot(Duration.ofSeconds(1), Figure.BOOT_1S, Figure.BOOT_1S_SLOWEST));
        runs.add(boot(Duration.ofMillis(2500), Figure.BOOT_2500MS, Figure.BOOT_2500MS_SLOWEST));
        options.sizes().stream().filter(rooms -> rooms <= FEW).forEach(rooms -> turns(options.runs(), rooms,
                turn -> Stream.of(many(turn))).forEach(runs::add));
        turns(1, Math.min(LIMITED, options.largest()), turn -> Stream.of(run(turn.rooms(), Setting.LIMITED,
                limited(turn)))).forEach(runs::add);
        runs.add(run(QUIET, Setting.UNLIMITED, turns(1, QUIET, turn -> step(turn, Part.SETS,
                RoomsOfSets.seconds(options), trial -> new RoomsOfSets(trial).inTurns()))));
        options.sizes().stream().filter(rooms -> rooms > FEW).forEach(rooms -> {
            host().map(host -> many(new Turn(host, 1, rooms))).ifPresent(runs::add);
            runs.add(run(rooms, Setting.UNLIMITED, firstParts(rooms)));
        });
        return runs.stream().filter(run -> !run.steps().isEmpty()).toList();
    }

    private static Run run(int rooms, Setting hathora, Stream<Step> steps) {
        return new Run(new Trial.Setup(rooms, hathora), steps.toList());
    }

    /** In each round all contestants, one after another, beginning with another one than before. */
    private <T> Stream<T> turns(int rounds, int rooms, Function<Turn, Stream<T>> of) {
        return IntStream.rangeClosed(1, rounds).boxed().flatMap(round -> {
            List<Contestant> order = new ArrayList<>(options.contestants());
            Collections.rotate(order, 1 - round);
            return order.stream().flatMap(contestant -> of.apply(new Turn(contestant, round, rooms)));
        });
    }

    /** None if it was not chosen, or is not for this contestant in this round. */
    private Stream<Step> step(Turn turn, Part part, double seconds, Consumer<Trial> work) {
        return options.parts().contains(part) && turn.round() <= rounds(part, turn)
                ? Stream.of(new Step(part, turn.contestant(), turn.round(), seconds, false, work))
                : Stream.empty();
    }

    /** In how many rounds: in all if goals compare it, and in none if the contestant can't do it. */
    private int rounds(Part part, Turn turn) {
        Contestant contestant = turn.contestant();
        boolean operator = contestant.looksAtProcesses();
        int all = options.runs();
        return switch (part) {
            case START -> Math.max(STARTS, all);
            case BURST -> all;
            case QUIET, CONFIG -> contestant == Contestant.OURS || contestant == Contestant.FLOOR ? all : 1;
            case BOOT -> contestant == Contestant.OURS || contestant == Contestant.FLOOR ? all : 0;
            case DELETE -> contestant == Contestant.OURS || contestant == Contestant.NAIVE ? all : 1;
            case RESTART, MEMORY -> operator && turn.rooms() == options.largest() ? all : 1;
            case NEW -> operator ? turn.rooms() == options.largest() ? all : 1 : 0;
            case SUSPEND -> operator && turn.rooms() <= FEW ? 1 : 0;
            case REST -> 1;
            case LIMITED -> contestant == Contestant.OURS || contestant == Contestant.NAIVE ? 1 : 0;
            case SETS -> contestant == Contestant.OURS ? 1 : 0;
        };
    }

    private Run boot(Duration boot, Figure median, Figure slowest) {
        double seconds = 3.5 + 2 * boot.toMillis() / 1e3 + 0.2 * NewRooms.timed(options, NewRooms.BOOTING);
        return run(QUIET, Setting.booting(boot), turns(options.runs(), QUIET, turn -> step(turn, Part.BOOT, seconds,
                trial -> new NewRooms(trial).booting(median, slowest))));
    }

    /** Each room takes two calls, so at most half as many rooms as calls can become ready per second. */
    private Stream<Step> limited(Turn turn) {
        boolean naive = turn.contestant() == Contestant.NAIVE;
        return step(turn, Part.LIMITED, 8 + turn.rooms() / (naive ? 4.0 : 25),
                trial -> new NewRooms(trial).limitedBurst()).map(step -> naive ? step.asExtra() : step);
    }

    /** Who makes the rooms that all are measured with at rest. */
    private Optional<Contestant> host() {
        return Stream.of(Contestant.OURS, Contestant.BEFORE).filter(options.contestants()::contains).findFirst();
    }

    /** Rooms are always made by a burst, which is then measured as well. */
    private Run many(Turn turn) {
        boolean host = turn.round() == 1 && host().filter(turn.contestant()::equals).isPresent();
        Stream<Step> settled = host ? turns(options.runs(), turn.rooms(), this::settled) : Stream.empty();
        Stream<Step> changes = Stream.of(
                step(turn, Part.CONFIG, 7 + 8 * turn.thousands(), trial -> new ManyRooms(trial).configure()),
                step(turn, Part.SUSPEND, 12 + 18 * turn.thousands(), trial -> new ManyRooms(trial).suspend()),
                step(turn, Part.DELETE, 7 + 7 * turn.thousands(), trial -> new ManyRooms(trial).delete()))
                .flatMap(Function.identity()).map(step -> turn.rooms() <= FEW ? step : step.asExtra());
        List<Step> steps = Stream.concat(settled, changes).toList();
        Stream<Step> burst = steps.isEmpty() && !options.parts().contains(Part.BURST)
                ? Stream.empty()
                : Stream.of(new Step(Part.BURST, turn.contestant(), turn.round(), 7 + 11 * turn.thousands(), false,
                        trial -> new ManyRooms(trial).burst()));
        return run(turn.rooms(), Setting.UNLIMITED, Stream.concat(burst, steps.stream()));
    }

    /** With the rooms of a host. The floor does not look at settled rooms. */
    private Stream<Step> settled(Turn turn) {
        if (turn.contestant() == Contestant.FLOOR) {
            return Stream.empty();
        }
        boolean naive = turn.contestant() == Contestant.NAIVE;
        boolean goals = !naive || turn.rooms() <= FEW;
        return Stream.of(
                step(turn, Part.RESTART, 10 + (naive ? 8 : 0.5) * turn.thousands(),
                        trial -> new SettledRooms(trial).restart()),
                step(turn, Part.MEMORY, 1, trial -> new SettledRooms(trial).memory()),
                step(turn, Part.REST, 1 + 1.5 * options.interval().toMillis() / 1e3,
                        trial -> new SettledRooms(trial).rest())
                        .map(step -> turn.contestant() == Contestant.BEFORE ? step.asExtra() : step),
                step(turn, Part.NEW, 8 + 0.2 * NewRooms.timed(options, NewRooms.LIMITED),
                        trial -> new NewRooms(trial).underLimit())
                        .map(step -> turn.rooms() < options.largest() ? step.asExtra() : step))
                .flatMap(Function.identity()).map(step -> goals ? step : step.asExtra());
    }

    /** Only as long as rates are measured; the floor has what the naive operator has not made. */
    private Stream<Step> firstParts(int rooms) {
        return Stream.of(Contestant.NAIVE, Contestant.FLOOR).filter(options.contestants()::contains)
                .flatMap(contestant -> step(new Turn(contestant, 1, rooms), Part.BURST,
                        6 + ManyRooms.BURST_WINDOW.toMillis() / 1e3,
                        trial -> new ManyRooms(trial).firstPartOfBurst()))
                .map(Step::asExtra);
    }

    /** How long cleaning up may take after the last measurement. */
    Duration cleanUp() {
        return Duration.ofSeconds(10 + options.largest() / 250);
    }
}
