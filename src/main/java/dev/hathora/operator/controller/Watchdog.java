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
 * Sees to it that every room is looked after, and says so where one is not. Once per interval it sweeps through all
 * resources, as the framework may forget one, and does not tell of our own writes. On a replica that stands by there is
 * nothing to look after.
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
     * @param passes where resources wait in line, thousands of them where so many are made at once
     * @param tidy what else is to be done on a sweep
     * @param interval the time between two looks at a room
     * @param leads whether this replica is the one that works
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

    /** Starts to watch. */
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
            // it is told as a problem if it lasts
            log.error("Sweeping through the resources failed unexpectedly", e);
        }
    }

    /** What is wrong with looking after rooms; empty: nothing. */
    Optional<String> problem() {
        if (!leads.getAsBoolean()) {
            return Optional.empty();
        }
        Duration patience = patience();
        long overdue = overdueRooms();
        if (overdue > 0) {
            return Optional.of(overdue + " rooms have not been looked at for more than " + patience.toSeconds() + " s");
        }
        if (swept.isBefore(clock.instant().minus(patience))) {
            return Optional.of("the resource sweep has not run for more than " + patience.toSeconds()
                    + " s");
        }
        return wakeUps.longestOverlooked().compareTo(patience) > 0
                ? Optional.of("a resource has not been looked at since it was created, more than "
                        + patience.toSeconds() + " s ago")
                : Optional.empty();
    }

    private Duration patience() {
        return interval.multipliedBy(3);
    }

    /**
     * How many rooms should have been looked at for three intervals, and were not, although Hathora does not stand in the
     * way. None of those that wait in a line that moves, nor those whose pass has begun and waits for Kubernetes.
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

    /** A limit or an outage of Hathora is nothing that a restart of the operator would make better. */
    private static boolean waitsForHathora(TrackedRoom room) {
        Account account = room.account();
        return account != null && account.limiter().obstacle() != Obstacle.NONE;
    }

    @Override
    public void close() {
        sweeper.interrupt();
    }
}
