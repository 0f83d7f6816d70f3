package dev.hathora.operator.controller.roomset;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetStatus;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered about a set between passes. All of it can be lost: the first pass of a process lists the rooms at
 * the API server. The framework runs one pass of a set at a time, so this needs no lock.
 */
final class TrackedSet {
    /** After this time, a write that the cache does not show is looked up at the API server. */
    private static final Duration SHOWS_WITHIN = Duration.ofSeconds(30);

    private final String uid;
    private final Map<String, Pending> created = new HashMap<>();
    private final Map<String, Instant> deleted = new HashMap<>();
    private final Crashes crashes = new Crashes();
    private boolean listed;
    private final Map<Request, Refused> refused = new EnumMap<>(Request.class);
    private @Nullable Written written;

    /**
     * A room that was created and that the cache does not show yet.
     *
     * @param templateHash the template of the room
     * @param at when it was created
     * @param checkAt when to look it up at the API server
     */
    record Pending(String templateHash, Instant at, Instant checkAt) {}

    /** What the API server may refuse. */
    enum Request {
        CREATE,
        DELETE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The API server refuses to create or to delete rooms.
     *
     * @param message why, and what to do
     * @param mayPass whether the cause is on the side of the API server, so that no user has to act
     * @param generation the generation of the set for which it was refused
     * @param inARow how often in a row
     * @param again when to try again
     */
    record Refused(String message, boolean mayPass, @Nullable Long generation, int inARow, Instant again) {}

    private record Written(HathoraRoomSetStatus status, Instant at) {}

    TrackedSet(String uid) {
        this.uid = uid;
    }

    /** The uid of the set. */
    String uid() {
        return uid;
    }

    /** The rooms that ended right after their creation. */
    Crashes crashes() {
        return crashes;
    }

    /** Whether the set's rooms were listed at the API server since this process leads. */
    boolean isListed() {
        return listed;
    }

    /** The rooms were listed. */
    void listed() {
        listed = true;
    }

    /** A room may exist from now on. */
    void created(String name, String templateHash, Instant now) {
        created.put(name, new Pending(templateHash, now, now.plus(SHOWS_WITHIN)));
    }

    /** The room does not exist. */
    void notCreated(String name) {
        created.remove(name);
    }

    /** Rooms that were created and that the cache does not show, by name. */
    Map<String, Pending> pending(Predicate<String> isCached) {
        created.keySet().removeIf(isCached);
        return Map.copyOf(created);
    }

    /** The deletion of a room was accepted. */
    void deleted(String roomUid, Instant now) {
        deleted.put(roomUid, now);
    }

    /** Whether the deletion of a room was accepted, which the cache may not show yet. */
    boolean isDeleted(String roomUid, Instant now) {
        deleted.values().removeIf(at -> now.isAfter(at.plus(SHOWS_WITHIN)));
        return deleted.containsKey(roomUid);
    }

    /** The API server refuses this for this generation of the set; empty: it does not, or the set was changed since. */
    Optional<Refused> refused(Request request, @Nullable Long generation) {
        return Optional.ofNullable(refused.get(request))
                .filter(r -> r.generation() == null || r.generation().equals(generation));
    }

    /** Records a refusal. */
    void refuse(Request request, Refused now) {
        refused.put(request, now);
    }

    /** The API server has accepted such a request. */
    void accept(Request request) {
        refused.remove(request);
    }

    /** The status was written. The cache may show the one before for a moment. */
    void wrote(HathoraRoomSetStatus status, Instant now) {
        written = new Written(status, now);
    }

    /** Whether this status was written a moment ago. */
    boolean hasWritten(HathoraRoomSetStatus status, Instant now) {
        return written != null && written.status().equals(status) && now.isBefore(written.at().plusSeconds(5));
    }
}
