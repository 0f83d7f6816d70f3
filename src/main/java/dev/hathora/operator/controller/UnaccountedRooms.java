package dev.hathora.operator.controller;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Active rooms on the processes of ours that no resource accounts for: somebody made them by other means, or another
 * operator looks after them. They are counted and named in the log, once each, and never touched.
 */
final class UnaccountedRooms {
    private static final Logger log = LoggerFactory.getLogger(UnaccountedRooms.class);

    private final Predicate<String> isAccountedFor;
    private final Map<HathoraProcess, Seen> byProcess = new ConcurrentHashMap<>();

    private record HathoraProcess(String appId, String processId) {}

    /**
     * @param once the rooms that were on the last list only: a resource may come or go while a list is on its way
     * @param again the rooms that were on more than one
     */
    private record Seen(Set<String> once, Set<String> again) {}

    /** @param isAccountedFor whether a resource has to do with the room of this id */
    UnaccountedRooms(Predicate<String> isAccountedFor) {
        this.isAccountedFor = isAccountedFor;
    }

    /** Takes in the active rooms of a process, but for those that are looked at there. */
    void listed(String appId, String processId, Set<String> roomIds) {
        HathoraProcess process = new HathoraProcess(appId, processId);
        Seen before = byProcess.getOrDefault(process, new Seen(Set.of(), Set.of()));
        Set<String> once = new HashSet<>();
        Set<String> again = new HashSet<>();
        roomIds.stream().filter(id -> !isAccountedFor.test(id))
                .forEach(id -> (before.once().contains(id) || before.again().contains(id) ? again : once).add(id));
        again.stream().filter(id -> !before.again().contains(id)).forEach(id -> log.warn(
                "Room {} in application {} runs on process {} beside rooms of ours, and no resource accounts for it: "
                        + "it is left alone; destroy it if nobody needs it",
                id, appId, processId));
        if (once.isEmpty() && again.isEmpty()) {
            byProcess.remove(process);
        } else {
            byProcess.put(process, new Seen(once, again));
        }
    }

    /** No room of ours is left on a process. */
    void forget(String appId, String processId) {
        byProcess.remove(new HathoraProcess(appId, processId));
    }

    /** How many there are, by application. Applications without any are left out. */
    Map<String, Long> countByApplication() {
        return byProcess.entrySet().stream().filter(e -> !e.getValue().again().isEmpty())
                .collect(Collectors.groupingBy(e -> e.getKey().appId(),
                        Collectors.summingLong(e -> e.getValue().again().size())));
    }
}
