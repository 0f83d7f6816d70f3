package dev.hathora.operator.controller.watch;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import dev.hathora.operator.controller.watch.LookSchedule.Appointment;
import org.jspecify.annotations.Nullable;

/** The rooms that are polled with the same list, and what has become of the lists so far. Thread-safe. */
final class ProcessGroup {
    private final FirstList first;
    private final Set<Poll> members = ConcurrentHashMap.newKeySet();
    /** Polls that wait for a call of their own instead of the list. */
    private final Set<Poll> asked = ConcurrentHashMap.newKeySet();
    private final AtomicInteger failures = new AtomicInteger();
    /** How often in a row the list failed although a room of it could be read. */
    private final AtomicInteger unlisted = new AtomicInteger();
    private volatile @Nullable Round round;
    private volatile Instant next = Instant.MAX;
    /** Until this time each room is polled on its own. */
    private volatile Instant listAgain = Instant.MIN;

    ProcessGroup(FirstList first) {
        this.first = first;
    }

    /** A list that is scheduled. */
    static final class Round {
        private volatile @Nullable Appointment appointment;

        void at(Appointment scheduled) {
            appointment = scheduled;
        }

        private void cancel() {
            Appointment scheduled = appointment;
            if (scheduled != null) {
                scheduled.cancel();
            }
        }
    }

    FirstList first() {
        return first;
    }

    void add(Poll poll) {
        members.add(poll);
    }

    /** The rooms that are polled with this list now. */
    List<Poll> members() {
        return List.copyOf(members);
    }

    /** One of them. */
    Optional<Poll> one() {
        return members.stream().findAny();
    }

    /** Whether no room is polled with this list any more. */
    boolean isDeserted(Predicate<Poll> isCurrent) {
        members.removeIf(poll -> !isCurrent.test(poll));
        asked.retainAll(members);
        return members.isEmpty();
    }

    /** When the next list is due. */
    Instant next() {
        return next;
    }

    /** Cancels the scheduled round, if it can still be cancelled, and plans another one. */
    Round next(Instant due) {
        Round before = round;
        if (before != null) {
            before.cancel();
        }
        Round after = new Round();
        round = after;
        next = due;
        return after;
    }

    /** Whether no other round was planned since. */
    boolean isCurrent(Round planned) {
        return round == planned;
    }

    /** Whether the rooms are polled with the list now, and not one by one. */
    boolean isListed(Instant now) {
        return !now.isBefore(listAgain);
    }

    /**
     * The list was read.
     *
     * @return whether the rooms were polled one by one before
     */
    boolean succeeded() {
        failures.set(0);
        return unlisted.getAndSet(0) > 0;
    }

    /** The list failed. Returns how often in a row. */
    int failed() {
        return failures.incrementAndGet();
    }

    /** The list failed although a room of it can be read. Returns how often in a row. */
    int unlisted() {
        return unlisted.incrementAndGet();
    }

    /** Polls the rooms one by one until then. */
    void listAgain(Instant from) {
        listAgain = from;
    }

    /** A room is about to be polled on its own. Returns whether no such poll of it is waiting already. */
    boolean asks(Poll poll) {
        return asked.add(poll);
    }

    /** That poll begins. */
    void isAsked(Poll poll) {
        asked.remove(poll);
    }
}
