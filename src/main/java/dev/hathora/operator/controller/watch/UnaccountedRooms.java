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
import dev.hathora.operator.controller.memory.Applications;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Active rooms on the processes of ours that no resource accounts for: somebody made them by other means, or another
 * operator looks after them. Those that Kubernetes shows no resource for are counted and named in the log, once each, and
 * never touched.
 */
public final class UnaccountedRooms {
    private static final Logger log = LoggerFactory.getLogger(UnaccountedRooms.class);

    private final Predicate<String> isAccountedFor;
    private final Function<String, RoomOwners.Owner> ownerOf;
    private final Executor aside;
    private final Map<HathoraProcess, Strangers> byProcess = new ConcurrentHashMap<>();

    private record HathoraProcess(String appId, String processId) {}

    /** The rooms of a process that are none of ours. */
    private static final class Strangers {
        /** Those on the last list. */
        private volatile Set<String> listed = Set.of();
        /** Those that were on two lists in a row once: a resource may come or go while a list is on its way. */
        private final Set<String> met = ConcurrentHashMap.newKeySet();
        /** Those of them that nobody accounts for. */
        private final Set<String> unaccounted = ConcurrentHashMap.newKeySet();

        long count() {
            return listed.stream().filter(unaccounted::contains).count();
        }
    }

    /**
     * @param isAccountedFor whether a resource of ours has to do with the room of this id
     * @param ownerOf asked once for each other room
     * @param aside where it is asked, as it may take a while
     */
    public UnaccountedRooms(Predicate<String> isAccountedFor, Function<String, RoomOwners.Owner> ownerOf,
            Executor aside) {
        this.isAccountedFor = isAccountedFor;
        this.ownerOf = ownerOf;
        this.aside = aside;
    }

    /** Takes in the active rooms of a process, but for those that are looked at there. */
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
        log.warn("Room {} in application {} runs on process {} beside rooms of ours, and no resource of this operator "
                + "accounts for it: it is left alone; {}", roomId, process.appId(), process.processId(),
                owner == RoomOwners.Owner.NOBODY
                        ? "destroy it if nobody needs it"
                        : "a resource that another operator looks after may hold it, so look for its id in spec.roomId "
                                + "and the annotation hathora.dev/room-id of all resources before you destroy it");
    }

    /** No room of ours is left on a process. */
    void forget(String appId, String processId) {
        byProcess.remove(new HathoraProcess(appId, processId));
    }

    /** How many there are, by application. Applications without any are left out. */
    public Map<String, Long> countByApplication() {
        return byProcess.entrySet().stream().filter(e -> e.getValue().count() > 0)
                .collect(Collectors.groupingBy(e -> e.getKey().appId(),
                        Collectors.summingLong(e -> e.getValue().count())));
    }
}
