package dev.hathora.operator.traffic;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

import static org.assertj.core.api.Assertions.assertThat;

/** How {@link LaneQueue} shares calls between flows, for all combinations of namespaces and applications. */
class FairSharesPropertiesTest {
    private static final Flow NEIGHBOUR = new Flow("neighbour", "app-n");

    /** Of the present try. */
    private LaneQueue<Integer> queue = new LaneQueue<>();
    /** By the number of who asks. */
    private List<Flow> flows = new ArrayList<>();

    @BeforeTry
    void nobodyWaits() {
        queue = new LaneQueue<>();
        flows = new ArrayList<>();
    }

    @Provide
    Arbitrary<Flow> tenants() {
        return Combinators.combine(Arbitraries.integers().between(1, 5), Arbitraries.integers().between(1, 5))
                .as((namespace, application) -> new Flow("n" + namespace, "a" + application));
    }

    @Provide
    Arbitrary<Set<Flow>> crowds() {
        return tenants().set().ofMinSize(1).ofMaxSize(12);
    }

    @Provide
    Arbitrary<Lane> awaited() {
        return Arbitraries.of(Lane.CHANGE, Lane.READINESS);
    }

    /** In a round each namespace and each application has one turn, so of others at most as many as there are of either. */
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void whoSharesNeitherHasATurnInEachRound(@ForAll("crowds") Set<Flow> crowd, @ForAll("awaited") Lane theirs,
            @ForAll("awaited") Lane own) {
        crowd.forEach(flow -> wait(theirs, flow, 200));
        wait(own, NEIGHBOUR, 200);

        List<Flow> turns = turns(200);

        int round = (int) Math.min(crowd.stream().map(Flow::namespace).distinct().count(),
                crowd.stream().map(Flow::appId).distinct().count());
        assertThat(longestWithout(NEIGHBOUR, turns)).as("turns of others between two of the neighbour's")
                .isLessThanOrEqualTo(2 * round);
        assertThat(turns.stream().filter(NEIGHBOUR::equals).count()).isGreaterThanOrEqualTo(200 / (round + 1) - 1);
    }

    /** Each round begins with the flow whose last turn is longest ago. */
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void nobodyIsPassedOverForEver(@ForAll("crowds") Set<Flow> crowd) {
        crowd.forEach(flow -> wait(Lane.CHANGE, flow, 200));
        List<Flow> turns = turns(200);
        assertThat(crowd).allSatisfy(flow -> assertThat(longestWithout(flow, turns)).as("%s", flow)
                .isLessThanOrEqualTo(crowd.size() * 5));
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void whoWasIdleHasNoCredit(@ForAll("tenants") Flow busy, @ForAll @IntRange(max = 100) int before,
            @ForAll @IntRange(max = 5) int followed) {
        wait(Lane.CHANGE, busy, before + 100);
        turns(before);
        IntStream.range(0, followed).forEach(i -> queue.charge(busy));
        turns(1);
        wait(Lane.CHANGE, NEIGHBOUR, 100);

        assertThat(turns(50).stream().filter(NEIGHBOUR::equals).count()).as("half of the turns").isBetween(25L, 26L);
    }

    /** A call that follows one that was admitted is a call, too. */
    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void whatFollowsIsChargedToWhoCalls(@ForAll @IntRange(min = 1, max = 4) int follow) {
        Flow tenant = new Flow("n1", "a1");
        wait(Lane.CHANGE, tenant, 300);
        wait(Lane.CHANGE, NEIGHBOUR, 300);
        int calls = 0;
        int own = 0;
        for (int i = 0; i < 200; i++) {
            if (poll().equals(NEIGHBOUR)) {
                own++;
            } else {
                calls += 1 + follow;
                IntStream.range(0, follow).forEach(f -> queue.charge(tenant));
            }
        }
        assertThat(own).as("turns of the neighbour, beside %d calls of the tenant", calls)
                .isBetween(calls - follow - 1, calls + follow + 1);
    }

    /** Asking, waiting, giving up, in any order. */
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void onlyFlowsThatWaitAndAFewOthersAreRemembered(@ForAll List<@IntRange(max = 40) Integer> actions) {
        Set<Integer> waiting = new HashSet<>();
        for (int action : actions) {
            if (action > 25 && !waiting.isEmpty()) {
                waiting.remove(queue.poll(flow -> true).orElseThrow());
            } else if (action > 20 && !waiting.isEmpty()) {
                int first = waiting.iterator().next();
                assertThat(queue.remove(Lane.CHANGE, flows.get(first), first)).isTrue();
                waiting.remove(first);
            } else {
                waiting.add(add(Lane.CHANGE, new Flow("n" + flows.size() % 3, "a" + flows.size() % 11)));
            }
            assertThat(queue.memory()).isLessThanOrEqualTo(2 * 3 * 11);
            assertThat(queue.isEmpty()).isEqualTo(waiting.isEmpty());
            assertThat(queue.size(Lane.CHANGE)).isEqualTo(waiting.size());
        }
    }

    /** Each comes once, with a namespace and an application of its own. */
    @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
    void everNewFlowsNeitherPileUpNorKeepOthersWaitingForEver(@ForAll @IntRange(min = 1, max = 20) int atOnce) {
        wait(Lane.CHANGE, NEIGHBOUR, 1000);
        IntStream.range(0, atOnce).forEach(i -> addNew());
        List<Flow> turns = Stream.generate(() -> {
            Flow turn = poll();
            if (!turn.equals(NEIGHBOUR)) {
                addNew();
            }
            assertThat(queue.memory()).isLessThanOrEqualTo(20 * (atOnce + 1));
            return turn;
        }).limit(2000).toList();
        assertThat(longestWithout(NEIGHBOUR, turns)).isLessThanOrEqualTo(10 * (atOnce + 1));
    }

    private void addNew() {
        add(Lane.CHANGE, new Flow("n" + flows.size(), "a" + flows.size()));
    }

    /** The routine of others never goes before what a user waits for, but for one in twenty. */
    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void routineWaitsForWhatUsersWaitFor(@ForAll("crowds") Set<Flow> crowd, @ForAll("awaited") Lane lane) {
        crowd.forEach(flow -> wait(Lane.ROUTINE, flow, 100));
        wait(lane, NEIGHBOUR, 100);
        Map<Boolean, Long> turns = turns(40).stream()
                .collect(Collectors.partitioningBy(NEIGHBOUR::equals, Collectors.counting()));
        assertThat(turns).containsEntry(true, 38L).containsEntry(false, 2L);
    }

    private void wait(Lane lane, Flow flow, int times) {
        IntStream.range(0, times).forEach(i -> add(lane, flow));
    }

    private int add(Lane lane, Flow flow) {
        int added = flows.size();
        flows.add(flow);
        queue.add(lane, flow, added);
        return added;
    }

    private Flow poll() {
        return flows.get(queue.poll(flow -> true).orElseThrow());
    }

    private List<Flow> turns(int count) {
        return Stream.generate(this::poll).limit(count).toList();
    }

    private static int longestWithout(Flow flow, List<Flow> turns) {
        int longest = 0;
        int without = 0;
        for (Flow turn : turns) {
            without = turn.equals(flow) ? 0 : without + 1;
            longest = Math.max(longest, without);
        }
        return longest;
    }
}
