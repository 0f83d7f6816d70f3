package dev.hathora.operator.controller.pass;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.controller.kubernetes.KubernetesRequests;
import dev.hathora.operator.controller.kubernetes.KubernetesResourceStore;
import dev.hathora.operator.controller.memory.Refusal;
import dev.hathora.operator.controller.memory.Refusal.WriteHeldBackException;
import dev.hathora.operator.controller.memory.TrackedRooms;
import dev.hathora.operator.controller.report.OperatorObserver;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.traffic.Backoff;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** When a write that Kubernetes refuses is sent again. Time is the test's; each second a pass wants to write. */
class PacedWritesTest {
    private static final Claim CLAIM = new Claim("app-1", "room-1");

    private final MockCluster cluster = new MockCluster();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicBoolean refuses = new AtomicBoolean(true);
    private volatile int code = 403;
    private final KubernetesClient client = cluster.clientThrough(new Interceptor() {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            if (request.method().equals("PATCH")) {
                sent.incrementAndGet();
                if (refuses.get()) {
                    throw new KubernetesClientException(new StatusBuilder().withCode(code).withMessage("no").build());
                }
            }
        }
    });
    private Instant now = Instant.EPOCH;
    private final TrackedRooms rooms = new TrackedRooms(() -> now);
    private final PacedWrites writes = new PacedWrites(
            new KubernetesResourceStore(client, new KubernetesRequests(), "https://hathora.test"),
            rooms, () -> now, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(7)),
            OperatorObserver.NONE);
    private HathoraRoom room = room();

    private HathoraRoom room() {
        HathoraRoom fresh = new HathoraRoom();
        fresh.setMetadata(new ObjectMetaBuilder().withName("lobby").withNamespace("games").build());
        return cluster.client().resource(fresh).create();
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    private @Nullable WriteHeldBackException claim() {
        try {
            room = writes.claim(room, CLAIM);
            return null;
        } catch (WriteHeldBackException e) {
            return e;
        }
    }

    /** Wants to claim each second, and tells how long after the one before each request was sent. */
    private List<Long> pauses(Duration time) {
        List<Long> pauses = new ArrayList<>();
        Instant last = now;
        Instant end = last.plus(time);
        while (now.isBefore(end)) {
            int before = sent.get();
            WriteHeldBackException refused = claim();
            assertThat(refused).as("as if it had been sent").isNotNull();
            if (sent.get() > before) {
                pauses.add(Duration.between(last, now).toSeconds());
                last = now;
            }
            now = now.plusSeconds(1);
        }
        return pauses;
    }

    @Test
    void theDelaysGrowToAMinute() {
        List<Long> pauses = pauses(Duration.ofMinutes(10));

        assertThat(pauses.subList(1, 6)).isSorted();
        assertThat(pauses).as("in ten minutes").hasSizeBetween(12, 20).allMatch(pause -> pause <= 73);
        assertThat(pauses.subList(7, pauses.size())).as("with jitter").doesNotHaveDuplicates().allMatch(p -> p >= 48);
    }

    @Test
    void itIsSentAtOnceWhenSomebodyElseHasChangedTheResource() {
        List<Long> unused = pauses(Duration.ofMinutes(5));
        int before = sent.get();
        refuses.set(false);
        room = cluster.client().resource(room).edit(r -> {
            r.getMetadata().setLabels(Map.of("changed", "true"));
            return r;
        });

        assertThat(claim()).isNull();
        assertThat(sent.get()).isEqualTo(before + 1);
        assertThat(rooms.of(room).writes().areRefused()).isFalse();
    }

    @Test
    void aWriteOfOursIsNoSuchChange() {
        assertThat(claim()).isNotNull();
        refuses.set(false);
        room = writes.writeStatus(room, status(Phase.PENDING));
        refuses.set(true);
        int before = sent.get();

        assertThat(claim()).isNotNull();
        assertThat(sent.get()).as("told on the resource, which changed it").isEqualTo(before);
    }

    @Test
    void afterASuccessTheDelaysBeginAnew() {
        List<Long> unused = pauses(Duration.ofMinutes(5));
        refuses.set(false);
        now = now.plusSeconds(80);
        assertThat(claim()).isNull();

        refuses.set(true);
        Refusal refusal = refusedStatus();
        assertThat(refusal.inARow()).isEqualTo(1);
        assertThat(refusal.again()).isBefore(now.plusSeconds(2));
    }

    private static HathoraRoomStatus status(Phase phase) {
        return new HathoraRoomStatus(1L, phase, null, null, null, List.of(), null, List.of(), 0, null, null, List.of());
    }

    private Refusal refusedStatus() {
        try {
            HathoraRoom unused = writes.writeStatus(room, status(Phase.ACTIVE));
            throw new AssertionError("was written");
        } catch (WriteHeldBackException e) {
            return e.refusal();
        }
    }

    @ParameterizedTest(name = "{0}: told after {1}, {2}")
    @CsvSource(delimiter = '|', value = {
        "403 | 1 | a policy, a webhook, RBAC or a quota refuses it",
        "422 | 1 | it is not valid together with the rest of the resource",
        "413 | 1 | it is too large",
        "500 | 4 | a webhook may be down for a moment",
        "503 | 4 | the API server may be",
        "429 | 4 | it has too much to do"})
    void whatMayPassIsToldOnlyIfItLasts(int answer, int toldAfter, String why) {
        code = answer;
        int refusals = 0;
        Refusal refusal;
        do {
            refusal = Objects.requireNonNull(claim()).refusal();
            refusals++;
            now = refusal.again();
        } while (!refusal.lasts());

        assertThat(refusals).as(why).isEqualTo(toldAfter);
        assertThat(refusal.message()).contains("Kubernetes refuses to store the claim of room room-1",
                "says " + answer);
    }
}
