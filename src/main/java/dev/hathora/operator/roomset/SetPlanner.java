package dev.hathora.operator.roomset;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Decides which rooms of a set to create and to remove. It is a total, pure function, and the order of the rooms does
 * not matter. It works as users know it from Deployments, with these rules:
 *
 * <ul>
 * <li>A room that is being deleted still exists and costs money. No room is created if there would then be more than
 * {@code replicas + maxSurge}, including such rooms. So with {@code maxSurge: 0}, a room is replaced only when it is
 * gone. Otherwise it is replaced at once.
 * <li>A rollout never leaves fewer than {@code replicas - maxUnavailable} available rooms by its own doing.
 * <li>A room in use is never removed, unless it has ended. It counts toward {@code replicas}, also if it has an old
 * template: the others are replaced, and it is replaced when it is no longer in use.
 * <li>Rooms that are not ready are removed first: those that are stuck, then those that boot, then the others, then
 * those that are not ready long enough. Next come those of an old template, then the highest deletion cost, then the
 * newest. The deletion cost of Pods works the other way round: there, the lowest goes first.
 * <li>A set that is paused, or has the strategy OnDelete, is scaled with the current template, and rooms that end are
 * replaced. No room is removed for its old template, except that it goes first in a scale-down.
 * <li>A room that is stuck stays: another one would be stuck as well. A rollout replaces it, since its template may be
 * the cause.
 * </ul>
 */
public final class SetPlanner {
    /**
     * The next plan.
     *
     * @param rooms all rooms that belong to the set, in any order
     */
    public SetPlan plan(SetDesired desired, List<SetRoom> rooms, Instant now) {
        SetView view = SetView.of(desired, rooms, now);
        RemovalChoice choice = RemovalChoice.of(view);
        long missing = view.target(choice.replaceable()) - choice.staying();
        long allowed = desired.ceiling() - view.existing();
        int create = Math.clamp(Math.min(missing, allowed), 0, Integer.MAX_VALUE);
        List<SetPlan.Removal> remove = Stream.concat(
                view.ended().stream().map(room -> new SetPlan.Removal(room.name(), RemovalCause.ENDED)),
                choice.removals().stream()).toList();
        return new SetPlan(create, remove, nextLook(view, choice), view.counts(),
                new Verdicts(view, choice).verdict(create > 0 || !remove.isEmpty()));
    }

    private static @Nullable Duration nextLook(SetView view, RemovalChoice choice) {
        return view.living().stream().filter(room -> !choice.isChosen(room)).map(view::untilAvailable)
                .filter(Duration::isPositive).min(Comparator.naturalOrder()).orElse(null);
    }
}
