package dev.hathora.operator.traffic;

import java.util.HashMap;
import java.util.Map;

/**
 * Shares calls out in rounds. In each round every namespace may make one call, and every application as well, so a flow
 * goes when both its namespace and its application are due. A tenant gains nothing by spreading one application over many
 * namespaces, nor by using many applications in one namespace.
 *
 * <p>This is start-time fair queueing (Goyal, Vin and Cheng, 1996) with two start tags per call, of which the later counts.
 * As there, whoever was idle joins in the present round: no credit is saved up. Only those who had their call in the
 * present round are remembered. Not thread-safe.
 */
final class FairShares {
    /** From which round on each may go; not in here: from now on. */
    private final Map<String, Long> namespaces = new HashMap<>();
    private final Map<String, Long> applications = new HashMap<>();
    private long round;
    private int callsInRound;

    /** In which round the flow may make its next call: at the earliest in the present one. */
    long turn(Flow flow) {
        return Math.max(namespaces.getOrDefault(flow.namespace(), round),
                applications.getOrDefault(flow.appId(), round));
    }

    /** The flow makes a call, in its turn or out of it: it is due again one round later. */
    void charge(Flow flow) {
        long next = turn(flow) + 1;
        namespaces.put(flow.namespace(), next);
        applications.put(flow.appId(), next);
        callsInRound++;
    }

    /** Goes on to a round: nobody who may go waits for an earlier one. */
    void reach(long turn) {
        if (turn > round) {
            round = turn;
            callsInRound = 0;
            namespaces.values().removeIf(due -> due <= round);
            applications.values().removeIf(due -> due <= round);
        }
    }

    /**
     * Ends a round that so many calls were made in: where ever new namespaces and applications come, it would not end by
     * itself, and whoever had a call in it would wait for ever.
     */
    void endAfter(long calls) {
        if (callsInRound >= calls) {
            reach(round + 1);
        }
    }

    /** Starts afresh: nobody waits. */
    void clear() {
        namespaces.clear();
        applications.clear();
        callsInRound = 0;
    }

    /** How many namespaces and applications are remembered. */
    int size() {
        return namespaces.size() + applications.size();
    }
}
