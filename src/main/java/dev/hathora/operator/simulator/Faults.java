package dev.hathora.operator.simulator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

import dev.hathora.operator.cloud.Operation;
import org.jspecify.annotations.Nullable;

/** The faults in force. A call is struck by at most one: the first added that matches it and whose chance it falls to. */
public final class Faults {
    private final List<Armed> armed = new ArrayList<>();
    private RandomGenerator chance = RandomGenerator.getDefault();

    Faults() {}

    /** Lets chance fall as this seed says: the same for the same sequence of calls. */
    public synchronized void seed(long seed) {
        chance = new Random(seed);
    }

    /** How many calls each of the faults in force has struck so far, in the order in which they were added. */
    public synchronized Map<Fault, Integer> struck() {
        Map<Fault, Integer> struck = new LinkedHashMap<>();
        armed.forEach(candidate -> struck.merge(candidate.fault, candidate.struck, Integer::sum));
        return struck;
    }

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
                    && chance.nextDouble() < candidate.fault.probability()) {
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
