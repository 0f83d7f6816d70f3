package dev.hathora.operator.controller.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import org.jspecify.annotations.Nullable;

/**
 * The operator's writes to one resource: the last one, as long as a cache may not have it yet, and the writes that
 * Kubernetes refuses. Guarded by the room's lock, except {@link #areRefused()}.
 */
public final class Writes {
    /** An event may be lost, and API servers delete events after an hour. */
    private static final Duration TELL_AGAIN = Duration.ofMinutes(10);

    private Set<String> superseded = Set.of();
    private @Nullable HathoraRoom written;
    private volatile Map<ResourceWrite, Refusal> refusals = Map.of();
    private int conflicts;
    private String told = "";
    private Instant toldAt = Instant.EPOCH;

    /** The newer of the cached resource and the resource as the operator last wrote it. */
    public HathoraRoom newest(HathoraRoom cached) {
        if (isSuperseded(cached)) {
            return after(cached);
        }
        superseded = Set.of();
        written = null;
        return cached;
    }

    /** The resource as the operator last wrote it, if it is newer than the given one; otherwise the given one. */
    public HathoraRoom after(HathoraRoom room) {
        return written != null && isSuperseded(room) ? written : room;
    }

    private boolean isSuperseded(HathoraRoom room) {
        return superseded.contains(room.getMetadata().getResourceVersion());
    }

    /**
     * Records a write that was stored. Refusals for the previous resourceVersion now apply to the new one.
     *
     * @return {@code after}
     */
    public HathoraRoom wrote(HathoraRoom before, HathoraRoom after) {
        String version = before.getMetadata().getResourceVersion();
        String newVersion = after.getMetadata().getResourceVersion();
        if (!version.equals(newVersion)) {
            superseded = superseded.isEmpty() ? new HashSet<>() : superseded;
            superseded.add(version);
            written = after;
            refusals.forEach((write, refusal) -> {
                if (refusal.version().equals(version)) {
                    refused(write, refusal.movedTo(newVersion));
                }
            });
        }
        return after;
    }

    /** The refusal of this kind of write; null: none. */
    @Nullable
    public Refusal refusal(ResourceWrite write) {
        return refusals.get(write);
    }

    /** The refusal that says that status was stored with other values; null: there is none. */
    @Nullable
    public Refusal altered() {
        Refusal ofStatus = refusals.get(ResourceWrite.STATUS);
        return ofStatus != null && ofStatus.isAltered() ? ofStatus : null;
    }

    /** Records that this kind of write was refused. */
    public void refused(ResourceWrite write, Refusal refusal) {
        Map<ResourceWrite, Refusal> now = new EnumMap<>(ResourceWrite.class);
        now.putAll(refusals);
        now.put(write, refusal);
        refusals = now;
    }

    /** Records that this kind of write was accepted. */
    public void taken(ResourceWrite write) {
        if (refusals.containsKey(write)) {
            Map<ResourceWrite, Refusal> now = new EnumMap<>(refusals);
            now.remove(write);
            refusals = Map.copyOf(now);
        }
        if (write == ResourceWrite.STATUS) {
            told = "";
        }
    }

    /** Whether a write is refused. If so, every change of the resource is relevant. Readable without the lock. */
    public boolean areRefused() {
        return !refusals.isEmpty();
    }

    /**
     * Whether this message, which can't be written to status, is to be reported in an event: it is a new one, or was last
     * reported ten minutes ago. It counts as reported from now on.
     */
    public boolean isNews(String message, Instant now) {
        boolean news = !message.equals(told) || !now.isBefore(toldAt.plus(TELL_AGAIN));
        if (news) {
            told = message;
            toldAt = now;
        }
        return news;
    }

    /**
     * A pass ended because the resource had changed meanwhile. From now on the cache is trusted again, even if it lags
     * behind: after a restore of etcd, the version that the operator wrote may no longer exist.
     *
     * @return the number of such passes in a row
     */
    public int conflict() {
        superseded = Set.of();
        written = null;
        return ++conflicts;
    }

    /** A pass ended without a conflict. */
    public void noConflict() {
        conflicts = 0;
    }
}
