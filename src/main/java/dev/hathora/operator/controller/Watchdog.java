package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.memory.TrackedRooms;
import dev.hathora.operator.room.Timing;
import dev.hathora.operator.traffic.Obstacle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that every room is taken care of, and reports if one is not. Once per poll interval it sweeps through all
 * cached resources: it requeues those that the framework lost, and drops copies of the operator's own writes, since
 * writes of status do not trigger a pass. Does nothing while another replica leads.
 */
final class Watchdog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

    private final TrackedRooms rooms;
    private final WakeUps wakeUps;
    private final PassesExecutor passes;
    private final Runnable tidy;
    private final InstantSource clock;
    private final Duration interval;
    private final BooleanSupplier leads;
    private final Thread sweeper = Thread.ofVirtual().name("sweep").unstarted(this::sweepAgainAndAgain);
    private volatile Instant swept;

    /**
     * @param passes the queue of passes, which may hold thousands after many resources were created at once
     * @param tidy additional work for each sweep
     * @param interval the time between two polls of a settled room, and between two sweeps
     * @param leads whether this replica is the leader
     */
    Watchdog(TrackedRooms rooms, WakeUps wakeUps, PassesExecutor passes, Runnable tidy, InstantSource clock,
            Duration interval, BooleanSupplier leads) {
        this.rooms = rooms;
        this.wakeUps = wakeUps;
        this.passes = passes;
        this.tidy = tidy;
        this.clock = clock;
        this.interval = interval;
        this.leads = leads;
        this.swept = clock.instant();
    }

    /** Starts the sweeps. */
    void start() {
        sweeper.start();
    }

    private void sweepAgainAndAgain() {
        try {
            while (true) {
                sweep();
                Thread.sleep(interval);
            }
        } catch (InterruptedException e) {
            log.debug("No more sweeps");
        }
    }

    private void sweep() {
        try {
            if (leads.getAsBoolean()) {
                if (passes.isWorkingOff(patience())) {
                    wakeUps.noneOverlooked();
                } else {
                    wakeUps.wakeOverlooked();
                }
                wakeUps.dropCopies();
                tidy.run();
            }
            swept = clock.instant();
        } catch (RuntimeException e) {
            // problem() reports it if it persists
            log.error("Sweeping through the resources failed unexpectedly", e);
        }
    }

    /** Why rooms are not taken care of; empty: there is no problem, or another replica leads. */
    Optional<String> problem() {
        if (!leads.getAsBoolean()) {
            return Optional.empty();
        }
        Duration patience = patience();
        long overdue = overdueRooms();
        if (overdue > 0) {
            return Optional
                    .of(overdue + " resources have not been polled or reconciled for more than " + patience.toSeconds()
                            + " s");
        }
        if (swept.isBefore(clock.instant().minus(patience))) {
            return Optional.of("the resource sweep has not run for more than " + patience.toSeconds()
                    + " s");
        }
        return wakeUps.longestOverlooked().compareTo(patience) > 0
                ? Optional.of("a resource has not been reconciled since it was created, more than "
                        + patience.toSeconds() + " s ago")
                : Optional.empty();
    }

    private Duration patience() {
        return interval.multipliedBy(3);
    }

    /**
     * The number of rooms that have been due for a poll or pass for three intervals. Rooms whose calls Hathora delays,
     * rooms in a queue that moves, and rooms whose pass has started and waits for Kubernetes are not counted.
     */
    long overdueRooms() {
        Instant now = clock.instant();
        Instant latest = now.minus(patience());
        Instant hung = latest.minus(Timing.HUNG);
        return passes.isWorkingOff(patience())
                ? 0
                : rooms.stream().filter(room -> room.looks().areOverdue(latest, hung) && !waitsForHathora(room))
                        .count();
    }

    /** Whether a rate limit or an outage of Hathora delays the room. A restart of the operator would not help. */
    private static boolean waitsForHathora(TrackedRoom room) {
        Account account = room.account();
        return account != null && account.limiter().obstacle() != Obstacle.NONE;
    }

    @Override
    public void close() {
        sweeper.interrupt();
    }
}
