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
 * Records when Hathora last showed, to one token, that it knows an application. A 404 about a room is believed only if
 * Hathora has since answered a later request with data about the room's application. An answer to a request that was
 * sent before the 404 proves nothing. The order of requests and answers is counted and not read from a clock, because a
 * clock can be set back. Thread-safe.
 */
public final class Applications {
    private final InstantSource clock;
    private final AtomicLong order = new AtomicLong();
    private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();
    private final Map<String, Question> questions = new ConcurrentHashMap<>();

    /** @param clock the time of day, for the time of the evidence */
    public Applications(InstantSource clock) {
        this.clock = clock;
    }

    /** A request that Hathora answered with data about rooms of the application. */
    private record Sighting(long begun, Instant at) {
        Sighting latest(Sighting other) {
            return begun >= other.begun ? this : other;
        }
    }

    /** A request for the application itself. All rooms whose 404 came before the request share its answer. */
    private record Question(long begun, Instant at, FutureTask<Application> answer) {}

    /** The next position in the order of requests and answers. Every call returns a larger number. */
    public long now() {
        return order.incrementAndGet();
    }

    /**
     * Calls getRoomInfo, and records that Hathora knows the application.
     *
     * @throws dev.hathora.operator.cloud.HathoraException if the call fails
     */
    public Room roomInfo(HathoraCloud cloud, Claim claim) {
        Sighting sighting = begin();
        Room room = cloud.getRoomInfo(claim.appId(), claim.roomId());
        seen(claim.appId(), sighting);
        return room;
    }

    /**
     * Lists the rooms of a process, and records that Hathora knows the application if the list has one of its rooms. An
     * empty list proves nothing, because a server that does not know the process may also return one.
     *
     * @throws dev.hathora.operator.cloud.HathoraException if the call fails
     */
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
     * Returns evidence that Hathora knows an application, asking for the application if necessary.
     *
     * @param after the position of the 404 that is to be confirmed, see {@link #now}
     * @param ask asks for the application; not called if another answer is recent enough
     * @throws dev.hathora.operator.cloud.HathoraException if asking fails, so that there is no evidence
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
        // the first caller sends the request, the others wait for its answer
        question.answer().run();
        try {
            Application ignored = question.answer().get();
            return new Evidence(Evidence.Kind.APPLICATION_SEEN, question.at());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an application was read", e);
        }
    }

    private static boolean isLater(@Nullable Question question, long after) {
        return question != null && question.begun() > after;
    }
}
