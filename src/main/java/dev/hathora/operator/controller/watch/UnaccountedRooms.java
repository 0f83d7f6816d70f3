package dev.hathora.operator.controller.watch;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.hathora.operator.controller.kubernetes.RoomOwners;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds active rooms that no resource accounts for, on processes that also run rooms of this operator. Somebody created
 * them by other means, or another operator manages them. A room for which no resource is found in Kubernetes is
 * counted, and logged once. Such rooms are never changed. Thread-safe.
 */
public final class UnaccountedRooms {
    private static final Logger log = LoggerFactory.getLogger(UnaccountedRooms.class);

    private final Predicate<String> isAccountedFor;
    private final Function<String, RoomOwners.Owner> ownerOf;
    private final Executor aside;
    private final Map<HathoraProcess, Strangers> byProcess = new ConcurrentHashMap<>();

    private record HathoraProcess(String appId, String processId) {}

    /** The rooms of a process that do not belong to a resource of this operator. */
    private static final class Strangers {
        /** The rooms that are on the last list. */
        private volatile Set<String> listed = Set.of();
        /**
         * The rooms that have been on two consecutive lists. A single list does not count, because a resource may come
         * or go while the list is on its way.
         */
        private final Set<String> met = ConcurrentHashMap.newKeySet();
        /** The rooms among them that no resource accounts for. */
        private final Set<String> unaccounted = ConcurrentHashMap.newKeySet();

        long count() {
            return listed.stream().filter(unaccounted::contains).count();
        }
    }

    /**
     * @param isAccountedFor whether a resource of this operator refers to the room with this id
     * @param ownerOf called once for each other room; may block
     * @param aside where {@code ownerOf} runs
     */
    public UnaccountedRooms(Predicate<String> isAccountedFor, Function<String, RoomOwners.Owner> ownerOf,
            Executor aside) {
        this.isAccountedFor = isAccountedFor;
        this.ownerOf = ownerOf;
        this.aside = aside;
    }

    /** Records the active rooms of a process, without the rooms that are polled there. */
    void listed(String appId, String processId, Set<String> roomIds) {
        Set<String> now = roomIds.stream().filter(id -> !isAccountedFor.test(id)).collect(Collectors.toSet());
        HathoraProcess process = new HathoraProcess(appId, processId);
        Strangers strangers = now.isEmpty()
                ? byProcess.get(process)
                : byProcess.computeIfAbsent(process, key -> new Strangers());
        if (strangers == null) {
            return;
        }
        Set<String> again = new HashSet<>(now);
        again.retainAll(strangers.listed);
        strangers.listed = now;
        again.stream().filter(strangers.met::add).forEach(id -> aside.execute(() -> meet(id, process, strangers)));
    }

    private void meet(String roomId, HathoraProcess process, Strangers strangers) {
        RoomOwners.Owner owner = ownerOf.apply(roomId);
        if (owner == RoomOwners.Owner.RESOURCE || isAccountedFor.test(roomId)) {
            return;
        }
        strangers.unaccounted.add(roomId);
        log.warn("Room {} in application {} runs on process {} next to managed rooms, but belongs to no resource of "
                + "this operator. It is left alone; {}", roomId, process.appId(), process.processId(),
                owner == RoomOwners.Owner.NOBODY
                        ? "destroy it if nobody needs it"
                        : "a resource of another operator may own it, so search for its id in spec.roomId "
                                + "and the annotation hathora.dev/room-id of all resources before you destroy it");
    }

    /** Forgets a process, because no room of this operator is left on it. */
    void forget(String appId, String processId) {
        byProcess.remove(new HathoraProcess(appId, processId));
    }

    /** The number of unaccounted rooms by application. Applications without any are left out. */
    public Map<String, Long> countByApplication() {
        return byProcess.entrySet().stream().filter(e -> e.getValue().count() > 0)
                .collect(Collectors.groupingBy(e -> e.getKey().appId(),
                        Collectors.summingLong(e -> e.getValue().count())));
    }
}
