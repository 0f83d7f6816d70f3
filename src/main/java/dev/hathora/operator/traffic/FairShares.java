package dev.hathora.operator.traffic;

import java.util.HashMap;
import java.util.Map;

/**
 * Shares calls fairly, in rounds. In each round every namespace and every application may make one call. A flow is
 * served when both its namespace and its application are due. So a tenant has no advantage from spreading one
 * application over many namespaces, or from using many applications in one namespace.
 *
 * <p>This is start-time fair queueing (Goyal, Vin and Cheng, 1996) with two start tags per call, of which the later
 * counts. As in that algorithm, an idle flow joins in the current round and has no saved credit. Only flows that had
 * their call in the current round are remembered. Not thread-safe.
 */
final class FairShares {
    /** The next round of each namespace or application. If it is absent, it is due now. */
    private final Map<String, Long> namespaces = new HashMap<>();
    private final Map<String, Long> applications = new HashMap<>();
    private long round;
    private int callsInRound;

    /** The round in which the flow may make its next call. It is never earlier than the current one. */
    long turn(Flow flow) {
        return Math.max(namespaces.getOrDefault(flow.namespace(), round),
                applications.getOrDefault(flow.appId(), round));
    }

    /** Counts a call of the flow, whether it was due or not. The flow is due again one round later. */
    void charge(Flow flow) {
        long next = turn(flow) + 1;
        namespaces.put(flow.namespace(), next);
        applications.put(flow.appId(), next);
        callsInRound++;
    }

    /** Advances to a round. No permitted flow may be waiting for an earlier one. */
    void reach(long turn) {
        if (turn > round) {
            round = turn;
            callsInRound = 0;
            namespaces.values().removeIf(due -> due <= round);
            applications.values().removeIf(due -> due <= round);
        }
    }

    /**
     * Ends a round after this number of calls. If new namespaces and applications kept arriving, the round would
     * otherwise never end, and flows that had a call in it would starve.
     */
    void endAfter(long calls) {
        if (callsInRound >= calls) {
            reach(round + 1);
        }
    }

    /** Forgets everything. No call may be queued. */
    void clear() {
        namespaces.clear();
        applications.clear();
        callsInRound = 0;
    }

    /** The number of remembered namespaces and applications. */
    int size() {
        return namespaces.size() + applications.size();
    }
}
