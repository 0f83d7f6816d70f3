package dev.hathora.operator.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.Simulator;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Watches over the promises, by Hathora's own record: never more rooms than allowed, never two rooms of one resource,
 * never a room that no resource accounts for. The first two are judged by when each room was created and destroyed, to
 * which nothing is too short to be seen. For the third, rooms and resources are compared all the time.
 */
public final class RoomJudge implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final KubernetesClient client;
    private final String namespace;
    private final Simulator hathora;
    private final Set<String> unaccounted = new ConcurrentSkipListSet<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread sampler;
    private final AtomicInteger samples = new AtomicInteger();

    /**
     * Begins to watch.
     *
     * @param client an administrator's client
     * @param namespace the namespace of all resources
     * @param hathora where their rooms are
     */
    public RoomJudge(KubernetesClient client, String namespace, Simulator hathora) {
        this.client = client;
        this.namespace = namespace;
        this.hathora = hathora;
        sampler = Thread.ofVirtual().start(this::sample);
    }

    private void sample() {
        try {
            do {
                Set<String> before = live();
                Set<String> resources = client.resources(HathoraRoom.class).inNamespace(namespace).list().getItems()
                        .stream().map(room -> room.getMetadata().getName()).collect(Collectors.toSet());
                // those that lived before and after the question lived all the while
                before.retainAll(live());
                before.stream().filter(id -> !resources.contains(owner(id))).forEach(unaccounted::add);
                samples.incrementAndGet();
            } while (!over.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Set<String> live() {
        return hathora.rooms().stream().filter(room -> room.destroyedAt() == null).map(SimulatedRoom::roomId)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static String owner(String roomId) {
        return RoomIds.ownerOf(roomId).map(RoomIds.Owner::name).orElse(roomId);
    }

    /** The most rooms that ever existed at a time. */
    public int most() {
        return most(hathora.rooms());
    }

    private static int most(List<SimulatedRoom> rooms) {
        record Change(Instant at, int by) {}
        List<Change> changes = new ArrayList<>();
        for (SimulatedRoom room : rooms) {
            changes.add(new Change(room.createdAt(), 1));
            @Nullable
            Instant end = room.destroyedAt();
            if (end != null) {
                changes.add(new Change(end, -1));
            }
        }
        changes.sort(Comparator.comparing(Change::at).thenComparing(Change::by));
        int now = 0;
        int most = 0;
        for (Change change : changes) {
            now += change.by();
            most = Math.max(most, now);
        }
        return most;
    }

    /** How often rooms and resources were compared. */
    public int samples() {
        return samples.get();
    }

    /**
     * Judges all that has happened so far.
     *
     * @param allowed how many rooms may have existed at a time
     */
    public void check(int allowed) {
        Map<String, List<SimulatedRoom>> byResource = new HashMap<>();
        hathora.rooms().forEach(
                room -> byResource.computeIfAbsent(owner(room.roomId()), name -> new ArrayList<>()).add(room));
        assertThat(byResource.entrySet()).as("two rooms of one resource at a time")
                .allSatisfy(one -> assertThat(most(one.getValue())).as(one.getKey()).isLessThanOrEqualTo(1));
        assertThat(unaccounted).as("rooms that no resource accounts for").isEmpty();
        assertThat(most()).as("the most rooms at a time").isLessThanOrEqualTo(allowed);
        assertThat(samples()).as("comparisons").isPositive();
    }

    @Override
    public void close() {
        over.countDown();
        try {
            sampler.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
