package dev.hathora.operator.roomset;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.hathora.operator.roomset.RoomStanding.Ended;
import dev.hathora.operator.roomset.RoomStanding.NotReady;
import dev.hathora.operator.roomset.RoomStanding.Ready;
import dev.hathora.operator.roomset.RoomStanding.Stuck;

import static org.assertj.core.api.Assertions.assertThat;

/** What every plan keeps, written without the planner's own parts. */
record SetPromises(SetWorld world) {
    /** The promises of one plan for the present state. */
    void check(SetPlan plan) {
        SetDesired desired = world.desired();
        Set<String> removed = plan.remove().stream().map(SetPlan.Removal::room).collect(Collectors.toSet());
        assertThat(removed).as("each room once").hasSameSizeAs(plan.remove());
        List<SetRoom> living = living();
        List<SetRoom> staying = living.stream().filter(r -> !removed.contains(r.name())).toList();
        boolean rollout = isRolling() && living.stream().anyMatch(this::isOld);

        assertThat(plan.create() == 0 || world.rooms().size() + plan.create() <= desired.replicas()
                + (long) desired.maxSurge()).as("no more than replicas + maxSurge").isTrue();
        assertThat(plan.create() == 0 || rollout || staying.size() + plan.create() <= desired.replicas())
                .as("no more than replicas without a rollout").isTrue();
        for (SetPlan.Removal removal : plan.remove()) {
            check(removal, find(removal.room()));
        }
        if (has(plan, RemovalCause.SCALE_DOWN)) {
            assertThat(living.size()).as("there are too many").isGreaterThan(desired.replicas());
        }
        if (has(plan, RemovalCause.SCALE_DOWN) && !has(plan, RemovalCause.ROLLOUT)) {
            assertThat(rollout || staying.size() >= desired.replicas()).as("a scale-down leaves replicas").isTrue();
        }
        assertAvailable(living, staying, rollout);
        assertPlayed(living, staying, plan);
        assertThat(plan.counts()).isEqualTo(new SetCounts(living.size(), count(living,
                r -> r.standing() instanceof Ready), count(living, r -> !isOld(r)), count(living, this::isAvailable),
                count(living, SetRoom::inUse)));
    }

    private void check(SetPlan.Removal removal, SetRoom room) {
        assertThat(room.deleting()).as("removed twice").isFalse();
        assertThat(room.standing() instanceof Ended).as("%s has ended", room).isEqualTo(
                removal.cause() == RemovalCause.ENDED);
        assertThat(removal.cause() != RemovalCause.ENDED && room.inUse()).as("%s is in use", room).isFalse();
        assertThat(removal.cause() != RemovalCause.ROLLOUT || (isRolling() && isOld(room))).as("%s is old", room)
                .isTrue();
    }

    /** Of available rooms, enough stay. Without a rollout, as many as a scale-down can leave. */
    private void assertAvailable(List<SetRoom> living, List<SetRoom> staying, boolean rollout) {
        int before = count(living, this::isAvailable);
        int after = count(staying, this::isAvailable);
        int least = Math.max(0, world.desired().replicas() - world.desired().maxUnavailable());
        if (after < before && rollout) {
            assertThat(after).as("available rooms in a rollout").isGreaterThanOrEqualTo(least);
        } else if (after < before) {
            assertThat(staying).as("what is not available goes first")
                    .allMatch(room -> isAvailable(room) || room.inUse());
        }
    }

    /**
     * A rollout leaves enough rooms that have players or can get them, available or not. A scale-down of rooms that are
     * not available may go below, because they are the first that nobody misses.
     */
    private void assertPlayed(List<SetRoom> living, List<SetRoom> staying, SetPlan plan) {
        int least = Math.max(0, world.desired().replicas() - world.desired().maxUnavailable());
        int after = count(staying, SetPromises::mayHavePlayers);
        if (has(plan, RemovalCause.ROLLOUT) && !has(plan, RemovalCause.SCALE_DOWN)
                && after < count(living, SetPromises::mayHavePlayers)) {
            assertThat(after).as("rooms that may have players in a rollout").isGreaterThanOrEqualTo(least);
        }
    }

    private static boolean mayHavePlayers(SetRoom room) {
        return room.standing() instanceof Ready || room.standing() instanceof NotReady
                || (room.standing() instanceof Stuck stuck && stuck.running());
    }

    /** The promises once nothing happens any more, and all rooms but the stuck ones have come up. */
    void checkSettled(SetPlan plan) {
        SetDesired desired = world.desired();
        List<SetRoom> living = living();
        int old = isRolling() ? count(living, this::isOld) : 0;
        int stuck = count(living, r -> r.standing() instanceof Stuck);
        assertThat(living).as("as many as wanted").hasSizeGreaterThanOrEqualTo(desired.replicas());
        if (stuck > 0) {
            assertThat(plan.verdict()).isInstanceOfSatisfying(SetVerdict.Stalled.class,
                    s -> assertThat(s.rooms()).isEqualTo(stuck));
            return;
        }
        assertThat(count(living, this::isAvailable)).as("all available").isEqualTo(living.size());
        if (living.size() > desired.replicas()) {
            assertThat(living).as("more than wanted").allMatch(SetRoom::inUse);
            assertThat(plan.verdict()).isEqualTo(new SetVerdict.WaitingForRoomsInUse(
                    living.size() - desired.replicas(), RemovalCause.SCALE_DOWN));
        } else if (old > 0) {
            assertThat(living.stream().filter(this::isOld)).as("old ones").allMatch(SetRoom::inUse);
            assertThat(plan.verdict()).isEqualTo(new SetVerdict.WaitingForRoomsInUse(old, RemovalCause.ROLLOUT));
        } else {
            assertThat(plan.verdict()).isEqualTo(desired.paused()
                    ? new SetVerdict.Paused(count(living, this::isOld))
                    : new SetVerdict.Complete());
        }
    }

    private List<SetRoom> living() {
        return world.rooms().stream().filter(r -> !r.deleting() && !(r.standing() instanceof Ended))
                .sorted(Comparator.comparing(SetRoom::name)).toList();
    }

    private SetRoom find(String name) {
        return world.rooms().stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
    }

    private boolean isRolling() {
        return world.desired().rolloutType() == RolloutType.ROLLING && !world.desired().paused();
    }

    private boolean isOld(SetRoom room) {
        return !room.templateHash().equals(world.desired().templateHash());
    }

    private boolean isAvailable(SetRoom room) {
        return room.standing() instanceof Ready ready
                && Duration.between(ready.since(), world.now()).compareTo(world.desired().minReady()) >= 0;
    }

    private static boolean has(SetPlan plan, RemovalCause cause) {
        return plan.remove().stream().anyMatch(r -> r.cause() == cause);
    }

    private static int count(List<SetRoom> rooms, Predicate<SetRoom> kind) {
        return Math.toIntExact(rooms.stream().filter(kind).count());
    }

    /** The kinds of verdicts, so that a test can tell whether it has seen all of them. */
    static Set<Class<?>> verdicts() {
        return new HashSet<>(List.of(SetVerdict.class.getPermittedSubclasses()));
    }
}
