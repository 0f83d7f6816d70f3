package dev.hathora.operator.simulator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import dev.hathora.operator.cloud.Operation;
import org.jspecify.annotations.Nullable;

/** The faults in force. A call is struck by at most one: the first added that matches it and whose chance it falls to. */
public final class Faults {
    private final List<Armed> armed = new ArrayList<>();

    Faults() {}

    /** Adds a fault after those in force. */
    public synchronized void add(Fault fault) {
        armed.add(new Armed(fault));
    }

    /** Ends all faults. */
    public synchronized void clear() {
        armed.clear();
    }

    /** What strikes this call, and uses it up; null: nothing. */
    synchronized @Nullable FaultKind strike(Operation operation, @Nullable String roomId) {
        for (Iterator<Armed> all = armed.iterator(); all.hasNext();) {
            Armed candidate = all.next();
            if (candidate.fault.matches(operation, roomId)
                    && ThreadLocalRandom.current().nextDouble() < candidate.fault.probability()) {
                candidate.struck++;
                if (candidate.struck == candidate.fault.times()) {
                    all.remove();
                }
                return candidate.fault.kind();
            }
        }
        return null;
    }

    private static final class Armed {
        final Fault fault;
        int struck;

        Armed(Fault fault) {
            this.fault = fault;
        }
    }
}
