package dev.hathora.operator.roomset;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import dev.hathora.operator.roomset.SetWorld.Event;
import dev.hathora.operator.roomset.SetWorld.Kind;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;

import static org.assertj.core.api.Assertions.assertThat;

/** Sets that are planned again and again, while rooms and users do whatever they like. */
class SetPlannerPropertiesTest {
    private static final int TRIES = 2000;

    private final SetPlanner planner = new SetPlanner();
    private final Set<String> states = new HashSet<>();
    private final Set<Class<?>> verdicts = new HashSet<>();

    /**
     * One step of a story: what happens before the set is observed, what happens between that and the effect of the
     * plan, and how it takes effect.
     *
     * @param failed how many of the rooms to create are not
     * @param deletion how many steps the deletion of rooms takes
     */
    record Step(List<Event> before, List<Event> between, int failed, int deletion, int seconds) {}

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void everySetKeepsItsPromisesAndComesToRest(@ForAll("sets") SetDesired desired, @ForAll("stories") List<Step> story,
            @ForAll Random order) {
        SetWorld world = new SetWorld(desired);
        for (Step step : story) {
            step.before().forEach(world::happen);
            live(world, step, order);
        }
        rest(world, order);
        world.nobodyPlays();
        rest(world, order);
        world.happen(new Event(Kind.PAUSED, 0, 1));
        world.happen(new Event(Kind.STRATEGY, 1, 0));
        world.happen(new Event(Kind.TEMPLATE, 0, 0));
        rest(world, order);
    }

    @AfterProperty
    void manyStatesWereSeen() {
        assertThat(verdicts).isEqualTo(SetPromises.verdicts());
        assertThat(states.size()).as("states").isGreaterThan(TRIES * 4);
    }

    private void live(SetWorld world, Step step, Random order) {
        SetPlan plan = plan(world, order);
        List<SetRoom> observed = world.rooms();
        SetDesired desired = world.desired();
        step.between().forEach(world::happen);
        int created = Math.max(0, plan.create() - step.failed());
        world.create(created, desired.templateHash());
        assertThat(created == 0 || world.rooms().size() <= desired.ceiling()).as("at most replicas + maxSurge")
                .isTrue();
        world.remove(plan.remove(), observed, step.deletion());
        world.pass(Duration.ofSeconds(step.seconds()));
    }

    /** Nothing happens any more but that rooms come up, and that deletions end. */
    private void rest(SetWorld world, Random order) {
        int most = 10 + 8 * (world.rooms().size() + world.desired().replicas());
        for (int i = 0; i < most; i++) {
            world.settle();
            SetPlan plan = plan(world, order);
            if (plan.isEmpty() && plan.lookAgainIn() == null && world.rooms().stream().noneMatch(SetRoom::deleting)) {
                new SetPromises(world).checkSettled(plan);
                world.pass(Duration.ofDays(1));
                assertThat(plan(world, order)).as("a day later").isEqualTo(plan);
                return;
            }
            List<SetRoom> observed = world.rooms();
            world.create(plan.create(), world.desired().templateHash());
            world.remove(plan.remove(), observed, plan.create() % 3);
            world.pass(plan.lookAgainIn() == null ? Duration.ofMillis(1) : plan.lookAgainIn());
        }
        throw new AssertionError("no rest after " + most + " plans: " + world.desired() + " " + world.rooms());
    }

    private SetPlan plan(SetWorld world, Random order) {
        SetPlan plan = planner.plan(world.desired(), world.rooms(), world.now());
        List<SetRoom> shuffled = new ArrayList<>(world.rooms());
        Collections.shuffle(shuffled, order);
        assertThat(planner.plan(world.desired(), shuffled, world.now())).as("in another order").isEqualTo(plan);
        new SetPromises(world).check(plan);
        states.add(world.state());
        verdicts.add(plan.verdict().getClass());
        return plan;
    }

    @Provide
    Arbitrary<SetDesired> sets() {
        return Combinators.combine(Arbitraries.integers().between(-1, 7), Arbitraries.integers().between(0, 3),
                Arbitraries.integers().between(0, 3), Arbitraries.frequencyOf(
                        Tuple.of(4, Arbitraries.just(RolloutType.ROLLING)),
                        Tuple.of(1, Arbitraries.just(RolloutType.ON_DELETE))),
                Arbitraries.of(0L, 0L, 10L).map(Duration::ofSeconds))
                .as((replicas, surge, unavailable, type, minReady) -> new SetDesired(replicas, surge, unavailable,
                        type, minReady, false, "t1"));
    }

    @Provide
    Arbitrary<List<Step>> stories() {
        Arbitrary<Event> event = Combinators.combine(Arbitraries.frequency(
                Tuple.of(12, Kind.READY), Tuple.of(2, Kind.LOST),
                Tuple.of(1, Kind.ENDED), Tuple.of(1, Kind.STUCK),
                Tuple.of(3, Kind.IN_USE), Tuple.of(3, Kind.NOT_IN_USE),
                Tuple.of(1, Kind.COST), Tuple.of(1, Kind.DELETED),
                Tuple.of(1, Kind.GONE), Tuple.of(1, Kind.TEMPLATE),
                Tuple.of(1, Kind.REPLICAS), Tuple.of(1, Kind.BOUNDS),
                Tuple.of(1, Kind.STRATEGY), Tuple.of(1, Kind.PAUSED)),
                Arbitraries.integers().between(0, 11), Arbitraries.integers().between(0, 11)).as(Event::new);
        return Combinators.combine(event.list().ofMaxSize(6), event.list().ofMaxSize(2),
                Arbitraries.of(0, 0, 0, 1, 5), Arbitraries.of(0, 0, 1, 3), Arbitraries.of(0, 1, 10))
                .as(Step::new).list().ofMaxSize(25);
    }
}
