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
import dev.hathora.operator.simulator.Simulator;
import org.jspecify.annotations.Nullable;

/**
 * The faults of calls to Hathora. 15 % of the calls fail, each in one of these ways. Of the lists that do not fail, 15
 * % are wrong. Some created rooms are invisible for a while, or their createRoom is rejected although it took effect.
 */
final class Hazards {
    /** The longest time after which an abandoned call takes effect. */
    static final Duration LATEST = Duration.ofSeconds(3);

    private static final double SHARE = 0.15;
    /** A run creates few rooms, so a large share of these calls must fail for each kind to occur. */
    private static final double SHARE_OF_CREATES = 0.4;
    /** The answer of an API gateway that has no route to Hathora. It proves nothing about a room. */
    private static final FaultKind GATEWAY = new FaultKind.Status(404, "no Route matched with those values", null,
            false);
    /** How many consecutive calls reach such a gateway, and in which share of the operator's lives. */
    private static final int LOST_CALLS = 25;
    private static final int LOST_ONE_IN = 3;
    private static final Map<String, FaultKind> KINDS = kinds();
    /** Runs with this number of kills are long enough for each kind to occur. */
    private static final int ENOUGH_KILLS = 100;
    private static final List<Operation> LISTS = List.of(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS,
            Operation.GET_INACTIVE_ROOMS_FOR_PROCESS);

    private final Faults faults;
    private final Simulator hathora;
    private final Map<String, FaultKind> lies;
    private final Map<String, FaultKind> creates;
    private Map<Fault, Integer> struck = Map.of();
    private long callsBefore;
    private long calls;
    private long absent;

    Hazards(Simulator hathora, long seed) {
        this.hathora = hathora;
        this.faults = hathora.faults();
        this.lies = possible(lies());
        this.creates = possible(creates());
        faults.seed(seed);
    }

    /**
     * Without what only the simulator's own world can do. With another Hathora behind it, no room is invisible, no list is
     * late, and {@link #change} has no effect on used ids and ended rooms.
     */
    private Map<String, FaultKind> possible(Map<String, FaultKind> kinds) {
        if (!hathora.hasOwnWorld()) {
            kinds.values().removeIf(
                    kind -> kind instanceof FaultKind.HiddenRoom || kind instanceof FaultKind.LateList);
        }
        return kinds;
    }

    private static Map<String, FaultKind> kinds() {
        Map<String, FaultKind> kinds = new LinkedHashMap<>();
        kinds.put("cut before it took effect", new FaultKind.DropBeforeCommit());
        kinds.put("cut after it took effect", new FaultKind.DropAfterCommit());
        kinds.put("cut, took effect 1.5 s later", new FaultKind.LateCommit(Duration.ofMillis(1500), 0));
        kinds.put("503, took effect 3 s later", new FaultKind.LateCommit(LATEST, 503));
        kinds.put("500", FaultKind.Status.of(500));
        kinds.put("500 after it took effect", new FaultKind.Status(500, "oops", null, true));
        kinds.put("502", FaultKind.Status.of(502));
        kinds.put("503 with Retry-After", new FaultKind.Status(503, "later", Duration.ofSeconds(1), false));
        kinds.put("504 after it took effect", new FaultKind.Status(504, "timeout", null, true));
        kinds.put("408", FaultKind.Status.of(408));
        kinds.put("429", FaultKind.Status.of(429));
        kinds.put("429 with Retry-After", new FaultKind.Status(429, "slow down", Duration.ofSeconds(1), false));
        kinds.put("429 after it took effect", new FaultKind.Status(429, "slow down", null, true));
        kinds.put("401", FaultKind.Status.of(401));
        kinds.put("a gateway's 404", GATEWAY);
        kinds.put("slow", new FaultKind.Delay(Duration.ofMillis(400), Duration.ofMillis(400)));
        kinds.put("byte by byte, in 2 s", new FaultKind.Trickle(Duration.ofSeconds(2)));
        kinds.put("byte by byte, for longer than any timeout", new FaultKind.Trickle(Duration.ofSeconds(15)));
        kinds.put("larger than the size limit", new FaultKind.MalformedBody(FaultKind.Body.OVERSIZED));
        kinds.put("an HTML page instead of an answer", new FaultKind.MalformedBody(FaultKind.Body.HTML));
        kinds.put("a truncated answer", new FaultKind.MalformedBody(FaultKind.Body.TRUNCATED_JSON));
        kinds.put("an empty answer", new FaultKind.MalformedBody(FaultKind.Body.EMPTY));
        return kinds;
    }

    private static Map<String, FaultKind> lies() {
        Map<String, FaultKind> lies = new LinkedHashMap<>();
        lies.put("a list in which rooms are missing", new FaultKind.WrongList(FaultKind.Lie.PARTIAL));
        lies.put("an empty list", new FaultKind.WrongList(FaultKind.Lie.EMPTY));
        lies.put("a list with rooms of others", new FaultKind.WrongList(FaultKind.Lie.FOREIGN));
        lies.put("a list that is 3 s late", new FaultKind.LateList(Duration.ofSeconds(3)));
        return lies;
    }

    private static Map<String, FaultKind> creates() {
        Map<String, FaultKind> creates = new LinkedHashMap<>();
        creates.put("created, but 404 for 1.5 s", new FaultKind.HiddenRoom(Duration.ofMillis(1500)));
        // as if an intermediary had sent it twice
        Stream.of(400, 409, 422).forEach(status -> creates.put("created, but answered " + status + " not unique",
                new FaultKind.Status(status, "roomId is not unique", null, true)));
        return creates;
    }

    void begin() {
        callsBefore = hathora.stats().total();
        addEvenly(null, SHARE, List.copyOf(KINDS.values()));
        LISTS.forEach(list -> addEvenly(list, SHARE, List.copyOf(lies.values())));
        addEvenly(Operation.CREATE_ROOM, SHARE_OF_CREATES, List.copyOf(creates.values()));
    }

    /** The first matching fault applies to a call, so later faults need a larger probability for an equal share. */
    private void addEvenly(@Nullable Operation operation, double share, List<FaultKind> kinds) {
        double each = share / kinds.size();
        for (int i = 0; i < kinds.size(); i++) {
            faults.add(new Fault(operation, kinds.get(i), null, each / (1 - i * each), 0));
        }
    }

    /**
     * Hathora's behavior varies over time: how it rejects used ids, and how long it shows ended rooms. From time to
     * time a gateway loses its route for a while.
     */
    void change(int times) {
        if (times % LOST_ONE_IN == LOST_ONE_IN - 1) {
            faults.add(Fault.onAll(GATEWAY).times(LOST_CALLS));
        }
        if (!hathora.hasOwnWorld()) {
            return;
        }
        hathora.setUsedIdStatus(List.of(400, 409, 422).get(times % 3));
        hathora.forgetDestroyedRoomsAfter(switch (times % 4) {
            case 0 -> null;
            case 1 -> Duration.ZERO;
            default -> Duration.ofSeconds(2);
        });
    }

    /** Rooms that end from now on are shown as destroyed for a moment. A 404 alone is not believed as soon. */
    void end() {
        if (hathora.hasOwnWorld()) {
            hathora.forgetDestroyedRoomsAfter(Duration.ofSeconds(2));
        }
        struck = faults.struck();
        faults.clear();
        calls = hathora.stats().total() - callsBefore;
        absent = hathora.stats().count(Operation.GET_ROOM_INFO, 404);
    }

    /** The share of calls that failed while faults were in force, in percent. */
    double share() {
        return calls == 0 ? 0 : 100.0 * sum(KINDS) / calls;
    }

    private int sum(Map<String, FaultKind> kinds) {
        return counts(kinds).values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The kinds that never occurred in a run that was long enough for all. */
    List<String> missing(int kills) {
        return kills < ENOUGH_KILLS
                ? List.of()
                : figures().entrySet().stream().filter(e -> e.getValue() == 0).map(Map.Entry::getKey).toList();
    }

    /** The number of failed calls of each kind. */
    Map<String, Integer> figures() {
        Map<String, Integer> figures = new LinkedHashMap<>();
        Stream.of(KINDS, lies, creates).forEach(kinds -> figures.putAll(counts(kinds)));
        figures.put("404 for an ended or invisible room", (int) absent);
        return figures;
    }

    private Map<String, Integer> counts(Map<String, FaultKind> kinds) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        kinds.forEach((name, kind) -> counts.put(name, struck.entrySet().stream()
                .filter(e -> e.getKey().kind().equals(kind)).mapToInt(Map.Entry::getValue).sum()));
        return counts;
    }
}
