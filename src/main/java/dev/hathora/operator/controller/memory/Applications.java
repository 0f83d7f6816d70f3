package dev.hathora.operator.controller.memory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import dev.hathora.operator.cloud.Application;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Evidence;
import org.jspecify.annotations.Nullable;

/**
 * Which applications one token was told about, and when: a 404 about a room is believed only after whoever answered it has
 * shown that it knows the room's application. What was asked for before the 404 shows nothing. The order is counted and not
 * read from a clock, which may be put back. Thread-safe.
 */
public final class Applications {
    private final InstantSource clock;
    private final AtomicLong order = new AtomicLong();
    private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();
    private final Map<String, Question> questions = new ConcurrentHashMap<>();

    public Applications(InstantSource clock) {
        this.clock = clock;
    }

    /** A call that was begun, and was answered with something about rooms of the application. */
    private record Sighting(long begun, Instant at) {
        Sighting latest(Sighting other) {
            return begun >= other.begun ? this : other;
        }
    }

    /** A question about the application. Many rooms whose 404 came before it share its answer. */
    private record Question(long begun, Instant at, FutureTask<Application> answer) {}

    /** The present, in the order of what is asked and answered. */
    public long now() {
        return order.incrementAndGet();
    }

    /** Asks about a room. */
    public Room roomInfo(HathoraCloud cloud, Claim claim) {
        Sighting sighting = begin();
        Room room = cloud.getRoomInfo(claim.appId(), claim.roomId());
        seen(claim.appId(), sighting);
        return room;
    }

    /** Asks for the rooms of a process. An empty list shows nothing: who knows no process may answer it, too. */
    public List<Room> list(String appId, Supplier<List<Room>> call) {
        Sighting sighting = begin();
        List<Room> rooms = call.get();
        if (rooms.stream().anyMatch(room -> room.appId().equals(appId))) {
            seen(appId, sighting);
        }
        return rooms;
    }

    private Sighting begin() {
        return new Sighting(now(), clock.instant());
    }

    private void seen(String appId, Sighting sighting) {
        sightings.merge(appId, sighting, Sighting::latest);
    }

    /**
     * What shows that whoever answers knows an application.
     *
     * @param after when the 404 came that is to be believed, in the order of {@link #now}
     * @param ask asks about the application. Called only where nobody else's answer will do
     * @throws dev.hathora.operator.cloud.HathoraException when it is not shown
     */
    public Evidence evidence(String appId, long after, Supplier<Application> ask) {
        Sighting sighting = sightings.get(appId);
        if (sighting != null && sighting.begun() > after) {
            return new Evidence(Evidence.Kind.ROOM_SEEN, sighting.at());
        }
        Question question = questions.compute(appId,
                (id, last) -> isLater(last, after)
                        ? last
                        : new Question(now(), clock.instant(), new FutureTask<>(ask::get)));
        // whoever comes first asks, the others wait for it
        question.answer().run();
        try {
            Application ignored = question.answer().get();
            return new Evidence(Evidence.Kind.APPLICATION_SEEN, question.at());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an application was asked about", e);
        }
    }

    private static boolean isLater(@Nullable Question question, long after) {
        return question != null && question.begun() > after;
    }
}
