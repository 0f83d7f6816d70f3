package dev.hathora.operator.host.store;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What differs where processes run on many nodes. */
@Execution(ExecutionMode.CONCURRENT)
class ManyNodesTest extends RoomStoreFixture {
    @RegisterExtension
    static final Databases DATABASES = new Databases();

    private static final ProcessSearch.Which ALL = new ProcessSearch.Which(Set.of(), Set.of(), null);

    @Override
    Databases databases() {
        return DATABASES;
    }

    private GameProcess running(String room, int capacity) {
        GameProcess process = create(room, capacity).process();
        processes.noteRunning(process.processId(), process.ports(), NOW);
        return process;
    }

    @ParameterizedTest
    @EnumSource
    void noRoomIsPlacedOnAProcessWhoseNodeIsDrained(Database.Dialect dialect) {
        open(dialect);
        String cordoned = running("r1", 10).processId();
        processes.noteLeaving(cordoned, true);

        assertThat(create("r2", 10).process().processId()).as("created").isNotEqualTo(cordoned);
        rooms.suspend("app-1", "r1", NOW);
        assertThat(rooms.resume("app-1", "r1", newProcess(10, 0), NOW).orElseThrow().process().processId())
                .as("resumed").isNotEqualTo(cordoned);
        processes.drain(cordoned);
        assertThat(rooms.create(wanted("r3"), newProcess(10, 0), NOW).orElseThrow().process().processId())
                .as("of an old deployment").isNotEqualTo(cordoned);
    }

    @ParameterizedTest
    @EnumSource
    void aNodeThatIsUsedAgainTakesRoomsAgain(Database.Dialect dialect) {
        open(dialect);
        String cordoned = running("r1", 10).processId();
        processes.noteLeaving(cordoned, true);
        var search = new ProcessSearch(database);
        var draining = new ProcessSearch.Which(Set.of(ProcessState.DRAINING), Set.of(), null);
        assertThat(search.count("app-1", draining)).as("shown as what it does").isEqualTo(1);
        assertThat(search.latest("app-1", ALL, 10)).singleElement().matches(GameProcess::leaving);

        processes.noteLeaving(cordoned, false);

        assertThat(search.count("app-1", draining)).isZero();
        assertThat(create("r2", 10).process().processId()).isEqualTo(cordoned);
    }

    /** A range of five numbers does not mean two processes, and all are used as often. */
    @ParameterizedTest
    @EnumSource
    void aNumberIsUsedOnceOnEachNode(Database.Dialect dialect) {
        open(dialect, new PortNumbers(20_000, 20_004).ofManyNodes());
        List<GameProcess> all = IntStream.range(0, 10).mapToObj(i -> create("r" + i, 1).process()).toList();

        assertThat(all).allSatisfy(process -> assertThat(process.ports()).extracting(ExposedPort::port)
                .as("in a Pod").doesNotHaveDuplicates());
        Map<Integer, Long> uses = all.stream().flatMap(process -> process.ports().stream())
                .collect(Collectors.groupingBy(ExposedPort::port, Collectors.counting()));
        assertThat(uses.values()).as("least used first").containsExactly(4L, 4L, 4L, 4L, 4L);

        processes.noteEnded(all.getFirst().processId(), true, "x", NOW);
        Set<Integer> free = all.getFirst().ports().stream().map(ExposedPort::port).collect(Collectors.toSet());
        assertThat(create("again", 1).process().ports()).extracting(ExposedPort::port)
                .as("what was given back is used least").containsExactlyInAnyOrderElementsOf(free);
    }

    @ParameterizedTest
    @EnumSource
    void anotherNumberIsTakenAndTheProcessIsStartedAgain(Database.Dialect dialect) {
        open(dialect, new PortNumbers(20_000, 20_002).ofManyNodes());
        GameProcess process = create("r1", 1).process();
        processes.noteBooted(process.processId(), NOW);

        GameProcess changed = processes.replacePort(process, process.ports().getFirst().port());

        assertThat(changed.times().booted()).as("it is not lost: it was refused").isNull();
        assertThat(List.of(process, changed).stream().flatMap(p -> p.ports().stream()).map(ExposedPort::port)
                .collect(Collectors.toMap(Function.identity(), port -> 1, Integer::sum)))
                .as("the third number").hasSize(3);
    }
}
