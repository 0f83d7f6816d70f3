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

/** The active faults. At most one applies to a call: the first one added that matches it and is drawn according to its probability. */
public final class Faults {
    private final List<Armed> armed = new ArrayList<>();
    private RandomGenerator chance = RandomGenerator.getDefault();

    Faults() {}

    /** Seeds the random generator. The same seed and the same sequence of calls give the same faults. */
    public synchronized void seed(long seed) {
        chance = new Random(seed);
    }

    /** How many calls each active fault has applied to so far, in the order in which the faults were added. */
    public synchronized Map<Fault, Integer> struck() {
        Map<Fault, Integer> struck = new LinkedHashMap<>();
        armed.forEach(candidate -> struck.merge(candidate.fault, candidate.struck, Integer::sum));
        return struck;
    }

    /** Adds a fault after the active ones. */
    public synchronized void add(Fault fault) {
        armed.add(new Armed(fault));
    }

    /** Removes all faults. */
    public synchronized void clear() {
        armed.clear();
    }

    /** The fault that applies to this call, which is then counted as used once; null if there is none. */
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
