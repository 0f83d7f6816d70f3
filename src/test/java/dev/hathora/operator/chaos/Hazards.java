package dev.hathora.operator.chaos;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.Faults;

/** All that goes wrong with calls to Hathora: 15 % of them fail, each in one of these ways, and as many lists lie. */
final class Hazards {
    private static final double SHARE = 0.15;
    private static final Map<String, FaultKind> KINDS = kinds();
    private static final Map<String, FaultKind> LIES = lies();
    private static final List<Operation> LISTS = List.of(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS,
            Operation.GET_INACTIVE_ROOMS_FOR_PROCESS);

    private final Faults faults;
    private Map<Fault, Integer> struck = Map.of();

    Hazards(Faults faults, long seed) {
        this.faults = faults;
        faults.seed(seed);
    }

    private static Map<String, FaultKind> kinds() {
        Map<String, FaultKind> kinds = new LinkedHashMap<>();
        kinds.put("cut before it took effect", new FaultKind.DropBeforeCommit());
        kinds.put("cut after it took effect", new FaultKind.DropAfterCommit());
        kinds.put("cut, took effect 1.5 s later", new FaultKind.LateCommit(Duration.ofMillis(1500), 0));
        kinds.put("503, took effect 3 s later", new FaultKind.LateCommit(Duration.ofSeconds(3), 503));
        kinds.put("500", FaultKind.Status.of(500));
        kinds.put("500 after it took effect", new FaultKind.Status(500, "oops", null, true));
        kinds.put("502", FaultKind.Status.of(502));
        kinds.put("503 with Retry-After", new FaultKind.Status(503, "later", Duration.ofSeconds(1), false));
        kinds.put("504 after it took effect", new FaultKind.Status(504, "timeout", null, true));
        kinds.put("408", FaultKind.Status.of(408));
        kinds.put("429", FaultKind.Status.of(429));
        kinds.put("429 with Retry-After", new FaultKind.Status(429, "slow down", Duration.ofSeconds(1), false));
        kinds.put("401", FaultKind.Status.of(401));
        kinds.put("slow", new FaultKind.Delay(Duration.ofMillis(400), Duration.ofMillis(400)));
        kinds.put("a page instead of an answer", new FaultKind.MalformedBody(FaultKind.Body.HTML));
        kinds.put("half an answer", new FaultKind.MalformedBody(FaultKind.Body.TRUNCATED_JSON));
        kinds.put("an empty answer", new FaultKind.MalformedBody(FaultKind.Body.EMPTY));
        return kinds;
    }

    private static Map<String, FaultKind> lies() {
        Map<String, FaultKind> lies = new LinkedHashMap<>();
        lies.put("a list that misses rooms", new FaultKind.WrongList(FaultKind.Lie.PARTIAL));
        lies.put("an empty list", new FaultKind.WrongList(FaultKind.Lie.EMPTY));
        lies.put("a list with rooms of others", new FaultKind.WrongList(FaultKind.Lie.FOREIGN));
        lies.put("a list that is 3 s late", new FaultKind.LateList(Duration.ofSeconds(3)));
        return lies;
    }

    void begin() {
        double left = SHARE / KINDS.size();
        KINDS.values().forEach(kind -> faults.add(Fault.onAll(kind).withProbability(left)));
        LIES.values().forEach(lie -> LISTS
                .forEach(list -> faults.add(Fault.on(list, lie).withProbability(SHARE / LIES.size()))));
    }

    void end() {
        struck = faults.struck();
        faults.clear();
    }

    /** How many calls failed in which way. */
    Map<String, Integer> figures() {
        Map<String, Integer> figures = new LinkedHashMap<>();
        Stream.of(KINDS, LIES).forEach(kinds -> kinds.forEach((name, kind) -> struck.forEach((fault, times) -> {
            if (fault.kind().equals(kind)) {
                figures.merge(name, times, Integer::sum);
            }
        })));
        return figures;
    }
}
