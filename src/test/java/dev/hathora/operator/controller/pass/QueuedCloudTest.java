package dev.hathora.operator.controller.pass;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.memory.Applications;
import dev.hathora.operator.controller.memory.SharedRoom;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.pass.QueuedCloud.TurnNotComeException;
import dev.hathora.operator.traffic.CallLimiter;
import dev.hathora.operator.traffic.Flow;
import dev.hathora.operator.traffic.Lane;
import dev.hathora.operator.traffic.Turn;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** How a pass waits for its turn. */
class QueuedCloudTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final CallLimiter limiter = new CallLimiter(0.2, timer);
    private final HttpClient http = HttpHathoraCloud.newHttpClient();
    private final Account account = new Account(
            new HttpHathoraCloud(URI.create("http://127.0.0.1:1"), () -> "token", http, CallObserver.NONE), limiter,
            new Applications(InstantSource.system()));
    private final TrackedRoom room = new TrackedRoom(new ResourceID("lobby", "games"), "uid", Instant.EPOCH,
            (changed, before) -> new SharedRoom());

    /** Twenty looks wait already, and one goes every five seconds: none while a pass waits, even on a busy machine. */
    QueuedCloudTest() {
        IntStream.range(0, 21).forEach(i -> {
            var unused = limiter.admit(Lane.ROUTINE, new Flow("games", ""));
        });
    }

    @AfterEach
    void stop() {
        limiter.close();
        timer.shutdownNow();
        http.shutdownNow();
    }

    @Test
    void aRoomThatIsChangedWhileItWaitsGoesBeforeTheRoutine() {
        assertThatThrownBy(new QueuedCloud(account, room, Lane.ROUTINE)::queued)
                .isInstanceOf(TurnNotComeException.class);
        assertThat(limiter.waiting(Lane.ROUTINE)).isEqualTo(21);

        await("its turn").until(() -> comes(Lane.CHANGE));

        assertThat(limiter.waiting(Lane.ROUTINE)).as("still wait, and its place there was given up").isGreaterThan(15)
                .isLessThanOrEqualTo(20);
        assertThat(limiter.waiting(Lane.CHANGE)).isZero();
    }

    @Test
    void aPlaceInAHigherLaneIsKeptForARoutineLook() {
        assertThatThrownBy(new QueuedCloud(account, room, Lane.CHANGE)::queued)
                .isInstanceOf(TurnNotComeException.class);
        assertThat(comes(Lane.ROUTINE) || limiter.waiting(Lane.ROUTINE) <= 20).as("does not queue up anew").isTrue();
    }

    @Test
    void aTurnIsAnnouncedOnceHoweverManyPassesWaitForIt() {
        AtomicInteger announced = new AtomicInteger();
        for (int pass = 0; pass < 2; pass++) {
            assertThat(comes(Lane.READINESS)).isFalse();
            Turn turn = room.queue().turn();
            assertThat(turn).isNotNull();
            turn.announceTo(() -> {
                assertThat(Thread.currentThread().isVirtual()).as("not the timer's thread").isTrue();
                announced.incrementAndGet();
            });
        }
        await().until(() -> limiter.waiting(Lane.READINESS) == 0);
        await().during(Duration.ofMillis(200)).until(() -> announced.get() == 1);
    }

    private boolean comes(Lane lane) {
        try {
            QueuedCloud ignored = new QueuedCloud(account, room, lane).queued();
            return true;
        } catch (TurnNotComeException e) {
            return false;
        }
    }
}
