package dev.hathora.operator.host.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import dev.hathora.operator.host.model.Application;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applications in the records whose resource is gone without having been deleted in order: somebody removed the
 * finalizer, or the cluster was restored from a backup. One with rooms stays if its resource was not seen since the host
 * began to lead: another cluster may be meant.
 */
final class MissingResources {
    private static final Logger log = LoggerFactory.getLogger(MissingResources.class);

    /** A resource that is replaced is away for a moment. */
    static final Duration GONE_AFTER = Duration.ofSeconds(30);

    private final Set<Name> seen = new HashSet<>();
    private Map<Name, Instant> missing = Map.of();

    /**
     * Which applications are to be deleted.
     *
     * @param present the resources that exist
     * @param living the applications whose resources would be known if they existed
     * @param hasRooms whether an application with this id has rooms
     */
    List<Application> gone(Set<Name> present, Collection<Application> living, Predicate<String> hasRooms,
            Instant now) {
        seen.addAll(present);
        Map<Name, Instant> still = new HashMap<>();
        for (Application application : living) {
            Name name = Name.of(application);
            if (!present.contains(name)) {
                Instant since = missing.get(name);
                boolean kept = !seen.contains(name) && hasRooms.test(application.appId());
                if (since == null) {
                    tell(application, kept);
                }
                still.put(name, since == null || kept ? now : since);
            }
        }
        missing = still;
        return living.stream().filter(application -> {
            Instant since = still.get(Name.of(application));
            return since != null && !now.isBefore(since.plus(GONE_AFTER));
        }).toList();
    }

    private static void tell(Application application, boolean kept) {
        if (kept) {
            log.error("Application {} ({}) has rooms, but no HathoraApplication since the host was started: it stays."
                    + " Is this the right cluster? To delete it, destroy its rooms, or apply its HathoraApplication and"
                    + " delete it", Name.of(application), application.appId());
        } else {
            log.warn("Application {} ({}) has no HathoraApplication any more: it is deleted if there is none in {} s",
                    Name.of(application), application.appId(), GONE_AFTER.toSeconds());
        }
    }

    /** Begins anew. */
    void forget() {
        seen.clear();
        missing = Map.of();
    }
}
