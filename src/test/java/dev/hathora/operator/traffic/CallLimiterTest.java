package dev.hathora.operator.traffic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.hathora.operator.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** In virtual time. How it learns from the ends of calls: {@link CallLimiterFeedbackTest}. */
class CallLimiterTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Admissions at50 = new Admissions(50);

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void theRateMustBeANumberAbove0(double rate) {
        assertThatThrownBy(() -> new Admissions(rate)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("above 0");
    }

    @Test
    void admitsAtOnceWhereThereIsRoom() {
        for (int i = 0; i < 10; i++) {
            assertThat(at50.ask(Lane.ROUTINE)).isCompleted();
        }
        assertThat(at50.time.scheduled()).as("nobody waits").isZero();
        assertThat(at50.limiter.obstacle()).isEqualTo(Obstacle.NONE);
        assertThat(at50.ask(Lane.ROUTINE)).as("an eleventh").isNotDone();
        assertThat(at50.limiter.obstacle()).isEqualTo(Obstacle.RATE);
        assertThat(at50.limiter.callsPerSecond()).isEqualTo(50);
    }

    @Test
    void admitsAtItsRateAndThenRests() {
        at50.ask(Lane.ROUTINE, 110);
        assertThat(at50.limiter.waiting(Lane.ROUTINE)).isEqualTo(100);
        assertThat(at50.time.scheduled()).as("one wake-up, however many wait").isEqualTo(1);
        assertThat(at50.admittedIn(SECOND)).isEqualTo(50);
        assertThat(at50.admittedIn(SECOND)).isEqualTo(50);
        assertThat(at50.limiter.waiting(Lane.ROUTINE)).isZero();
        assertThat(at50.time.scheduled()).isZero();
    }

    @Test
    void aLateTimerCostsNoCalls() {
        Admissions late = new Admissions(50, new VirtualTime(() -> Duration.ofMillis(100)));
        late.ask(Lane.ROUTINE, 1000);
        assertThat(late.admittedIn(Duration.ofSeconds(10))).isBetween(495, 500);
    }

    @Test
    void aRateBelowOneIsARate() {
        Admissions slow = new Admissions(0.5);
        slow.ask(Lane.ROUTINE, 4);
        assertThat(slow.admitted).hasSize(1);
        assertThat(slow.admittedIn(Duration.ofSeconds(6))).isEqualTo(3);
    }

    @Test
    void aChangeDoesNotWaitBehindTenThousandPolls() {
        at50.ask(Lane.ROUTINE, 10_000);
        at50.pass(SECOND);
        CompletableFuture<Void> readiness = at50.ask(Lane.READINESS);
        CompletableFuture<Void> change = at50.ask(Lane.CHANGE);
        at50.pass(Duration.ofMillis(20));
        assertThat(change).isCompleted();
        assertThat(readiness).isNotDone();
        at50.pass(Duration.ofMillis(20));
        assertThat(readiness).isCompleted();
    }

    @Test
    void aPollDoesNotWaitForEverBehindChanges() {
        at50.ask(Lane.CHANGE, 1000);
        CompletableFuture<Void> routine = at50.ask(Lane.ROUTINE);
        at50.pass(Duration.ofMillis(20 * 19));
        assertThat(routine).isNotDone();
        at50.pass(Duration.ofMillis(20));
        assertThat(routine).isCompleted();
    }

    @Test
    void whoGivesUpHoldsNobodyUp() {
        at50.ask(Lane.ROUTINE, 10);
        List<CompletableFuture<Void>> places = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            places.add(at50.ask(Lane.CHANGE));
        }
        CompletableFuture<Void> last = at50.ask(Lane.CHANGE);
        places.forEach(place -> place.cancel(false));
        assertThat(at50.limiter.waiting(Lane.CHANGE)).isEqualTo(1);
        at50.pass(Duration.ofMillis(20));
        assertThat(last).isCompleted();
    }

    @Test
    void nothingIsLeftWhereAllGiveUp() {
        at50.ask(Lane.ROUTINE, 10);
        at50.ask(Lane.CHANGE).cancel(false);
        at50.ask(Lane.ROUTINE).completeExceptionally(new TimeoutException("took too long"));
        assertThat(at50.limiter.waiting(Lane.CHANGE) + at50.limiter.waiting(Lane.ROUTINE)).isZero();
        assertThat(at50.time.scheduled()).isZero();
        at50.pass(SECOND);
        assertThat(at50.ask(Lane.ROUTINE)).isCompleted();
    }

    @Test
    void whatHangsOnAnAdmissionRunsOutsideTheLock() {
        at50.ask(Lane.ROUTINE, 10);
        CompletableFuture<Integer> seen = at50.limiter.admit(Lane.CHANGE, Admissions.ANY)
                .thenCompose(admitted -> CompletableFuture.completedFuture(askFromAnotherThread()));
        at50.pass(SECOND);
        assertThat(seen).isCompletedWithValue(0);
    }

    private int askFromAnotherThread() {
        return CompletableFuture.supplyAsync(() -> at50.limiter.waiting(Lane.CHANGE))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void closingCancelsWhoWaitsAndWhoAsksLater() {
        at50.ask(Lane.ROUTINE, 10);
        CompletableFuture<Void> waiting = at50.ask(Lane.CHANGE);
        at50.limiter.close();
        assertThat(waiting).isCancelled();
        assertThat(at50.ask(Lane.CHANGE)).isCancelled();
        assertThat(at50.time.scheduled()).isZero();
        assertThatThrownBy(waiting::join).isInstanceOf(CancellationException.class);
    }

    @Test
    void aTimerThatIsShutDownDoesNotHideHowACallEnded() {
        at50.calls(40, CallEnds.unavailable());
        at50.ask(Lane.CHANGE, 4);
        at50.pass(Duration.ofSeconds(3));
        at50.time.shutdown();
        at50.calls(3, CallEnds.success());
        assertThat(at50.limiter.obstacle()).isEqualTo(Obstacle.RATE);
        assertThat(at50.limiter.waiting(Lane.CHANGE)).isEqualTo(1);
    }
}
