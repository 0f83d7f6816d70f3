package dev.hathora.operator.controller.roomset;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.controller.kubernetes.KubernetesAnswer;
import dev.hathora.operator.controller.memory.KnownSets;
import dev.hathora.operator.controller.roomset.TrackedSet.Refused;
import dev.hathora.operator.controller.roomset.TrackedSet.Request;
import dev.hathora.operator.roomset.RemovalCause;
import dev.hathora.operator.roomset.RoomNames;
import dev.hathora.operator.roomset.SetPlan.Removal;
import dev.hathora.operator.traffic.Backoff;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates and removes the rooms of a set. */
final class SetSteps {
    private static final Logger log = LoggerFactory.getLogger(SetSteps.class);
    /** Batches double from 1 to this size while rooms are accepted, so that what is refused is refused once. */
    private static final int LARGEST_BATCH = 32;
    private static final int TOO_MANY_REQUESTS = 429;

    private final SetStore store;
    private final SetRooms rooms;
    private final KnownSets known;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Backoff backoff;

    SetSteps(SetStore store, SetRooms rooms, KnownSets known, InstantSource clock, RandomGenerator random) {
        this.store = store;
        this.rooms = rooms;
        this.known = known;
        this.clock = clock;
        this.random = random;
        this.backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), random);
    }

    /** How the creation of a room ended. Requests of a batch run at the same time, and record nothing themselves. */
    private sealed interface Outcome {
        record Created() implements Outcome {}

        /** Another room has the name. */
        record NameTaken() implements Outcome {}

        /** The API server refuses it, or does not answer. */
        record Failed(KubernetesAnswer answer) implements Outcome {}
    }

    /**
     * Creates rooms, until one is refused or the set has changed.
     *
     * @param isCurrent whether the set is still the one that was planned for
     * @return the names of the rooms that were created
     */
    List<String> create(int count, NewRoom room, TrackedSet tracked, BooleanSupplier isCurrent) {
        List<String> created = new ArrayList<>();
        RoomNames names = new RoomNames(room.set().getMetadata().getName());
        int batch = 1;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            while (created.size() < count && isCurrent.getAsBoolean()) {
                List<String> next = IntStream.range(0, Math.min(batch, count - created.size()))
                        .mapToObj(i -> names.next(random::nextInt)).distinct().toList();
                next.forEach(name -> {
                    tracked.created(name, room.templateHash(), clock.instant());
                    tracked.crashes().created(name, clock.instant());
                    known.beginCreate(room.roomId(name));
                });
                Map<String, Future<Outcome>> results = next.stream().collect(
                        Collectors.toMap(name -> name, name -> threads.submit(() -> create(name, room))));
                boolean failed = false;
                for (Map.Entry<String, Future<Outcome>> result : results.entrySet()) {
                    String name = result.getKey();
                    switch (outcome(result.getValue())) {
                        case Outcome.Created yes -> created.add(name);
                        case Outcome.NameTaken taken -> notCreated(name, room, tracked);
                        case Outcome.Failed no -> {
                            if (!no.answer().mayPass() || no.answer().code() == TOO_MANY_REQUESTS) {
                                notCreated(name, room, tracked);
                            }
                            refused(Request.CREATE, room.set(), tracked, no.answer());
                            failed = true;
                        }
                    }
                }
                if (failed) {
                    return created;
                }
                tracked.accept(Request.CREATE);
                batch = Math.min(2 * batch, LARGEST_BATCH);
            }
        }
        return created;
    }

    private static Outcome outcome(Future<Outcome> result) {
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while rooms were created", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a room could not be created", e.getCause());
        }
    }

    private Outcome create(String name, NewRoom room) {
        try {
            HathoraRoom unused = store.create(room.named(name));
            return new Outcome.Created();
        } catch (KubernetesClientException e) {
            KubernetesAnswer answer = KubernetesAnswer.of(e);
            if (answer.code() == HttpURLConnection.HTTP_CONFLICT) {
                // it may be this very room, if the request was sent twice: then the cache shows it
                return isOurs(name, room) ? new Outcome.Created() : new Outcome.NameTaken();
            }
            return new Outcome.Failed(answer);
        }
    }

    private boolean isOurs(String name, NewRoom room) {
        return store.read(room.set().getMetadata().getNamespace(), name).flatMap(SetRooms::owner)
                .filter(owner -> owner.getUid().equals(room.set().getMetadata().getUid())).isPresent();
    }

    private void refused(Request request, HathoraRoomSet set, TrackedSet tracked, KubernetesAnswer answer) {
        Long generation = set.getMetadata().getGeneration();
        Optional<Refused> before = tracked.refused(request, generation);
        if (before.filter(r -> r.again().isAfter(clock.instant())).isPresent()) {
            // those of a batch count once
            return;
        }
        int inARow = before.map(Refused::inARow).orElse(0) + 1;
        tracked.refuse(request, new Refused(message(request, answer) + " The operator tries again with growing delays.",
                answer.mayPass(), generation, inARow, clock.instant().plus(backoff.after(inARow))));
    }

    private void notCreated(String name, NewRoom room, TrackedSet tracked) {
        tracked.notCreated(name);
        known.cancelCreate(room.roomId(name));
    }

    /** Why rooms can't be created or deleted, and what to do. */
    static String message(Request request, KubernetesAnswer answer) {
        return "Kubernetes %s %s rooms of this set: %s. %s".formatted(answer.mayPass() ? "could not" : "refuses to",
                request, answer, answer.lacksRight()
                        ? "Allow the operator's ServiceAccount to %s hathorarooms here.".formatted(request)
                        : "Fix the problem that the API server reports.");
    }

    /**
     * Removes rooms in the version that was planned with, until the API server refuses a deletion.
     *
     * @param owned the rooms of the set, by name
     * @return the names of the rooms whose deletion was accepted
     */
    List<Removal> remove(HathoraRoomSet set, List<Removal> removals, Map<String, HathoraRoom> owned,
            TrackedSet tracked) {
        List<Removal> removed = new ArrayList<>();
        for (Removal removal : removals) {
            HathoraRoom room = owned.get(removal.room());
            if (room == null || isTakenIntoUse(room, removal.cause())) {
                // created a moment ago, and not cached yet; or its event leads to another plan
                continue;
            }
            try {
                if (delete(room, tracked)) {
                    removed.add(removal);
                    tracked.accept(Request.DELETE);
                }
            } catch (KubernetesClientException e) {
                refused(Request.DELETE, set, tracked, KubernetesAnswer.of(e));
                return removed;
            }
        }
        return removed;
    }

    private boolean isTakenIntoUse(HathoraRoom room, RemovalCause cause) {
        return cause != RemovalCause.ENDED && rooms.latest(room).filter(SetReading::isInUse).isPresent();
    }

    /**
     * Deletes a room in this version.
     *
     * @return whether that was accepted; false: it was changed since
     * @throws KubernetesClientException if the API server refuses it, or does not answer
     */
    boolean delete(HathoraRoom room, TrackedSet tracked) {
        try {
            store.delete(room);
            tracked.deleted(room.getMetadata().getUid(), clock.instant());
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                log.debug("Room {} is not removed, because it has changed: {}", room.getMetadata().getName(),
                        e.getMessage());
                return false;
            }
            throw e;
        }
    }

    /**
     * Makes the set the owner of orphans with its label, and gives up rooms whose label names another set.
     *
     * @return whether the owner of a room changes
     */
    boolean settleOwnership(HathoraRoomSet set, List<HathoraRoom> orphans, List<HathoraRoom> relabelled) {
        // another set, or nobody, owns them from now on: that must be certain
        List<HathoraRoom> adopted = orphans.isEmpty() || !store.isAlive(set) ? List.of() : orphans;
        boolean changes = false;
        for (HathoraRoom room : adopted) {
            changes |= changes(room, () -> store.adopt(room, set));
        }
        for (HathoraRoom room : relabelled) {
            changes |= changes(room, () -> store.disown(room, set));
        }
        return changes;
    }

    /** Whether the room has another owner now, or has changed in another way. A refusal must not hold up the set. */
    private static boolean changes(HathoraRoom room, Runnable write) {
        try {
            write.run();
            return true;
        } catch (KubernetesClientException e) {
            boolean changed = e.getCode() == HttpURLConnection.HTTP_CONFLICT
                    || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
            if (!changed && KubernetesAnswer.of(e).mayPass()) {
                throw e;
            }
            log.info("The owner of room {} is not changed: {}", room.getMetadata().getName(), KubernetesAnswer.of(e));
            return changed;
        }
    }
}
