package dev.hathora.operator.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.hathora.operator.benchmark.Run.Step;
import dev.hathora.operator.benchmark.Schedule.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The order of the benchmark's measurements, which decides whether its figures can be compared. */
class ScheduleTest {
    private static final List<Contestant> ALL = List.of(Contestant.OURS, Contestant.BEFORE, Contestant.FLOOR,
            Contestant.NAIVE);

    private static Schedule schedule(List<Integer> sizes, List<Part> parts, int runs) {
        return new Schedule(new Options(sizes, ALL, parts, runs, Duration.ofMinutes(30), Duration.ofSeconds(30), false,
                false, List.of(), Path.of("target"), Path.of("kubeconfig"), "before.jar", Map.of()));
    }

    private static List<Step> steps(List<Integer> sizes, Part part, int runs) {
        return schedule(sizes, List.of(part), runs).runs().stream().flatMap(run -> run.steps().stream())
                .filter(step -> step.part() == part).toList();
    }

    @Test
    void theLongestFormIsExpectedToFitIntoHalfAnHour() {
        Schedule schedule = schedule(List.of(1000, 10_000), List.of(Part.values()), 3);
        double seconds = schedule.runs().stream().mapToDouble(Run::seconds).sum();
        assertThat(seconds + schedule.cleanUp().toSeconds()).isLessThanOrEqualTo(1800);
    }

    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource(delimiter = '|',
            textBlock = """
                    BURST   | 1000  | ours before floor naive, before floor naive ours, floor naive ours before | each round begins with another one
                    CONFIG  | 1000  | ours before floor naive, floor ours, floor ours                           | later rounds have only what goals compare
                    DELETE  | 1000  | ours before floor naive, naive ours, naive ours                           | later rounds have only what goals compare
                    SUSPEND | 1000  | ours before                                                               | the others can't suspend a room
                    RESTART | 10000 | ours before naive, before ours, ours before                               | the floor does not look at settled rooms
                    SETS    | 1000  | ours                                                                      | it has its own rounds
                    """)
    void theOrderRotates(Part part, int rooms, String expected, String why) {
        List<Step> steps = steps(List.of(rooms), part, 3);
        String rounds = steps.stream().map(Step::round).distinct().map(round -> steps.stream()
                .filter(step -> step.round() == round).map(step -> step.contestant().toString())
                .collect(Collectors.joining(" "))).collect(Collectors.joining(", "));
        assertThat(rounds).as(why).isEqualTo(expected);
    }

    @Test
    void manyRoomsAreMadeOnlyOnceForAllRounds() {
        List<Run> runs = schedule(List.of(10_000), List.of(Part.RESTART, Part.NEW), 3).runs();
        assertThat(runs).singleElement().satisfies(run -> assertThat(run.steps().getFirst().part())
                .isEqualTo(Part.BURST));
        assertThat(runs.getFirst().steps()).filteredOn(step -> step.part() == Part.BURST).hasSize(1);
    }

    @Test
    void startsAreMeasuredAtLeastFiveTimes() {
        assertThat(steps(List.of(40), Part.START, 1)).filteredOn(step -> step.contestant() == Contestant.BEFORE)
                .hasSize(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 4 6     | 1 1 3     | 2 (2–4)   | the median of the ratios, which is not the ratio of the medians
            2 4       | 1 1 1     | 3 (2–4)   | only rounds that have both
            3         | 2         | 1.50      | one round has no spread
            2 2       | 2 2       | 1         | nor have equal rounds
            1 3       | 0 1       | 3         | a ratio that there is not
            """)
    void roundsAreComparedOneByOne(String a, String b, String expected, String why) {
        assertThat(rounds(a).over(rounds(b))).as(why).hasToString(expected);
    }

    private static Rounds rounds(String values) {
        Results results = new Results();
        int round = 1;
        for (String value : Arrays.asList(values.split(" ", -1))) {
            results.add(Contestant.OURS, 0, round++, Figure.START, Double.parseDouble(value));
        }
        return results.get(Contestant.OURS, 0, Figure.START);
    }
}
