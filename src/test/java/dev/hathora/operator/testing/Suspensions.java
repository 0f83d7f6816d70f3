package dev.hathora.operator.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.hathora.operator.simulator.HistoryEntry;
import org.jspecify.annotations.Nullable;

/**
 * When rooms should stay suspended, and what Hathora's record shows for those times. A call that wakes a room,
 * getConnectionInfo or resumeRoom, counts when it takes effect, even if its caller no longer exists.
 */
public final class Suspensions {
    private record Period(Instant sent, Instant from, @Nullable Instant until) {
        boolean contains(HistoryEntry entry) {
            return entry.at().isAfter(from) && isBeforeEnd(entry);
        }

        /** The operator may be faster than the answer to who sent the wish. */
        boolean isCarriedOutBy(HistoryEntry entry) {
            return entry.beginsSuspension() && entry.at().isAfter(sent) && isBeforeEnd(entry);
        }

        private boolean isBeforeEnd(HistoryEntry entry) {
            return until == null || entry.at().isBefore(until);
        }
    }

    private final List<Period> periods = new ArrayList<>();

    /**
     * From now on, the room is to stay suspended. To be said when the wish is known to be stored.
     *
     * @param sent a time before that wish was sent
     */
    public synchronized void begin(Instant sent) {
        end();
        periods.add(new Period(sent, Instant.now(), null));
    }

    /** From now on it may run. To be said before that wish is sent. */
    public synchronized void end() {
        if (!periods.isEmpty() && periods.getLast().until() == null) {
            Period last = periods.removeLast();
            periods.add(new Period(last.sent(), last.from(), Instant.now()));
        }
    }

    /** How often a room was suspended because it was to be, so that there was something to keep. */
    public synchronized long judged(List<HistoryEntry> history) {
        return history.stream().filter(entry -> periods.stream().anyMatch(period -> period.isCarriedOutBy(entry)))
                .count();
    }

    /**
     * What brought a room back that was to stay suspended. After a suspension that was carried out for the wish there is
     * no excuse; before it, a call that was on its way when the wish came is forgiven.
     *
     * @param onItsWay how long such a call may take
     */
    public synchronized List<HistoryEntry> broken(List<HistoryEntry> history, Duration onItsWay) {
        return history.stream().filter(HistoryEntry::endsSuspension).filter(back -> periods.stream()
                .filter(period -> period.contains(back))
                .anyMatch(period -> period.from().plus(onItsWay).isBefore(back.at()) || history.stream()
                        .filter(period::isCarriedOutBy)
                        .anyMatch(suspended -> suspended.at().isBefore(back.at()))))
                .toList();
    }
}
