package dev.hathora.operator.host.brain;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.hathora.operator.host.model.Application.OfferedRegion;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.hathora.operator.host.model.ProcessState.DRAINING;
import static dev.hathora.operator.host.model.ProcessState.FAILED;
import static dev.hathora.operator.host.model.ProcessState.RUNNING;
import static dev.hathora.operator.host.model.ProcessState.STARTING;
import static org.assertj.core.api.Assertions.assertThat;

class WarmPlannerTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final String NEW = "dep-new";

    private record Row(String reason, int wanted, @Nullable Integer most, List<GameProcess> living, int start,
            Set<String> keep) {
        @Override
        public String toString() {
            return reason;
        }
    }

    /** A process with four places. */
    private static GameProcess process(String id, ProcessState state, int rooms, String deployment) {
        return new GameProcess(id, "runtime-1", "app-1", deployment, "Tokyo", state, 4, rooms, List.of(), null,
                new GameProcess.Times(NOW, null, null, null, null, null), rooms == 0 ? NOW : null, null);
    }

    private static GameProcess leaving(String id, ProcessState state, int rooms) {
        GameProcess p = process(id, state, rooms, NEW);
        return new GameProcess(p.processId(), p.runtimeId(), p.appId(), p.deploymentId(), p.region(), p.state(),
                p.capacity(), p.rooms(), p.ports(), p.initialRoomId(), p.times(), p.idleSince(), p.exitReason(), true);
    }

    static Stream<Row> plans() {
        return Stream.of(
                new Row("nothing is kept warm", 0, null, List.of(), 0, Set.of()),
                new Row("all are missing", 2, null, List.of(), 2, Set.of()),
                new Row("one that starts counts", 2, null, List.of(process("a", STARTING, 0, NEW)), 1, Set.of("a")),
                new Row("one with a free place counts, and stays anyway", 1, null,
                        List.of(process("a", RUNNING, 3, NEW)), 0, Set.of()),
                new Row("a full one does not count", 1, null, List.of(process("a", RUNNING, 4, NEW)), 1, Set.of()),
                new Row("what takes no rooms does not count", 1, null, List.of(process("a", DRAINING, 0, NEW)), 1,
                        Set.of()),
                new Row("nor does an old deployment", 1, null, List.of(process("a", RUNNING, 0, "dep-old")), 1,
                        Set.of()),
                new Row("no more than allowed", 3, 4,
                        List.of(process("a", RUNNING, 4, NEW), process("b", DRAINING, 1, NEW)), 2, Set.of()),
                new Row("nothing is allowed", 3, 1, List.of(process("a", RUNNING, 4, NEW)), 0, Set.of()),
                new Row("those that have come up are kept, the others may end", 1, null,
                        List.of(process("a", STARTING, 0, NEW), process("b", RUNNING, 0, NEW)), 0, Set.of("b")),
                new Row("one on a node that is drained is replaced, and stays until then", 1, null,
                        List.of(leaving("a", RUNNING, 0)), 1, Set.of("a")),
                new Row("the other one starts", 1, null,
                        List.of(leaving("a", RUNNING, 0), process("b", STARTING, 0, NEW)), 0, Set.of("a", "b")),
                new Row("the other one runs", 1, null,
                        List.of(leaving("a", RUNNING, 0), process("b", RUNNING, 0, NEW)), 0, Set.of("b")),
                new Row("of two one was replaced", 2, null,
                        List.of(leaving("a", RUNNING, 0), leaving("b", RUNNING, 0), process("c", RUNNING, 0, NEW)), 1,
                        Set.of("a", "c")),
                new Row("it gives way where no other is allowed beside it", 1, 1, List.of(leaving("a", RUNNING, 0)), 0,
                        Set.of()),
                new Row("or only one of two", 2, 3,
                        List.of(leaving("a", RUNNING, 0), leaving("b", RUNNING, 0)), 1, Set.of("a")),
                new Row("rooms on such a node don't make it free", 1, null, List.of(leaving("a", RUNNING, 1)), 1,
                        Set.of()));
    }

    @ParameterizedTest
    @MethodSource
    void plans(Row row) {
        assertThat(new WarmPlanner().plan(new OfferedRegion("Tokyo", row.wanted(), row.most()), row.living(), NEW))
                .as(row.reason()).isEqualTo(new WarmPlanner.Warm(row.start(), row.keep()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"none has failed, 0, dep-new, 0, 0", "one has failed just now, 1, dep-new, 0, 5",
        "another one, 2, dep-new, 0, 10", "many, 8, dep-new, 0, 300", "the pause is over, 1, dep-new, 6, -1",
        "of another deployment, 8, dep-old, 0, 0", "long ago, 8, dep-new, 700, 0"})
    void whatFailsIsStartedEverMoreSlowly(String reason, int failures, String deployment, long secondsAgo,
            long wait) {
        List<GameProcess> failed = IntStream.range(0, failures)
                .mapToObj(i -> new GameProcess("p" + i, "runtime-1", "app-1", deployment, "Tokyo", FAILED, 4, 0,
                        List.of(), null,
                        new GameProcess.Times(NOW, null, null, null, null, NOW.minusSeconds(secondsAgo)), null, "x"))
                .toList();
        assertThat(new WarmPlanner().startsAgainAt(failed, NEW, NOW)).as(reason).isEqualTo(NOW.plusSeconds(wait));
    }
}
