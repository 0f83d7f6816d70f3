package dev.hathora.operator.traffic;

import java.time.Duration;

import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What the limiter learns from how calls end, in virtual time. */
class CallLimiterFeedbackTest {
    private static final Duration MOMENT = Duration.ofMillis(2);

    private final Admissions at50 = new Admissions(50);
    private final CallLimiter limiter = at50.limiter;

    @ParameterizedTest(name = "Retry-After {0}: nothing for {1} s")
    @CsvSource(delimiter = '|', nullValues = "none", value = {
        "none | 1  | it did not say",
        "0    | 0  | at once, if slower",
        "7    | 7  | ",
        "60   | 60 | ",
        "300  | 60 | a mistake must not stop all for long",
    })
    void a429StopsAllLanes(@Nullable Integer retryAfter, int seconds, String reason) {
        at50.call(CallEnds.throttled(retryAfter == null ? null : Duration.ofSeconds(retryAfter)));
        at50.ask(Lane.CHANGE, 1);
        at50.ask(Lane.READINESS, 1);
        at50.ask(Lane.ROUTINE, 1);
        if (seconds > 0) {
            assertThat(limiter.obstacle()).isEqualTo(Obstacle.THROTTLED);
            assertThat(at50.admittedIn(Duration.ofSeconds(seconds).minus(MOMENT))).as(reason).isZero();
            at50.pass(MOMENT);
        }
        assertThat(at50.admitted.getFirst().lane()).isEqualTo(Lane.CHANGE);
        assertThat(at50.admittedIn(Duration.ofSeconds(1))).as("the others, one by one").isEqualTo(2);
    }

    @ParameterizedTest(name = "{0} times 429, {1} s after the stop: {2} per second")
    @CsvSource(delimiter = '|', value = {
        "1 | 0    | 25   | half",
        "1 | 1    | 26.67| a thirtieth of the full rate each second",
        "1 | 14.9 | 49.83| ",
        "1 | 15   | 50   | full",
        "1 | 100  | 50   | and not more",
        "2 | 0    | 12.5 | a quarter",
        "3 | 0    | 6.25 | an eighth",
        "4 | 0    | 5    | not below a tenth",
        "9 | 0    | 5    | ",
        "9 | 27   | 50   | under 30 s from the lowest",
    })
    void a429HalvesTheRateAndItGrowsAgain(int times, double seconds, double rate, String reason) {
        for (int i = 0; i < times; i++) {
            at50.call(CallEnds.throttled(null));
            at50.time.pass(Duration.ofSeconds(1));
        }
        at50.pass(Duration.ofMillis((long) (seconds * 1000)));
        // Between stops nothing is gained, as the next one comes just when one ends.
        assertThat(limiter.callsPerSecond()).as(reason).isCloseTo(rate, within(0.01));
    }

    @Test
    void whileTheRateIsLowerWhoWaitsWaitsForThat() {
        at50.call(CallEnds.throttled(null));
        at50.pass(Duration.ofSeconds(2));
        assertThat(limiter.obstacle()).as("nobody waits").isEqualTo(Obstacle.NONE);
        at50.ask(Lane.ROUTINE, 2000);
        assertThat(limiter.obstacle()).isEqualTo(Obstacle.THROTTLED);
        at50.pass(Duration.ofSeconds(15));
        assertThat(limiter.obstacle()).as("full again").isEqualTo(Obstacle.RATE);
    }

    @Test
    void ofCallsThatWereOutTogetherOne429Counts() {
        at50.pass(Duration.ofSeconds(1));
        for (int i = 0; i < 20; i++) {
            limiter.called(Operation.GET_ROOM_INFO, Admissions.ANY.appId(), CallEnds.throttled(null),
                    Duration.ofMillis(500));
            at50.pass(Duration.ofMillis(10));
        }
        assertThat(limiter.callsPerSecond()).isEqualTo(25);
        at50.ask(Lane.CHANGE, 1);
        assertThat(at50.admittedIn(Duration.ofMillis(800))).as("1 s from the first of them").isEqualTo(1);

        limiter.called(Operation.GET_ROOM_INFO, Admissions.ANY.appId(), CallEnds.throttled(Duration.ofSeconds(5)),
                Duration.ofSeconds(2));
        at50.ask(Lane.CHANGE, 1);
        assertThat(at50.admittedIn(Duration.ofMillis(4900))).as("yet what Retry-After says is done").isZero();
        assertThat(limiter.callsPerSecond()).isLessThan(26);
    }

    @Test
    void a503ThatSaysHowLongIsListenedTo() {
        at50.call(new HathoraException(Operation.GET_ROOM_INFO, ErrorKind.TRANSIENT, Effect.NOT_APPLIED, 503, "later",
                Duration.ofSeconds(7), null));
        at50.ask(Lane.CHANGE, 1);
        assertThat(limiter.obstacle()).isEqualTo(Obstacle.THROTTLED);
        assertThat(limiter.callsPerSecond()).isEqualTo(25);
        assertThat(at50.admittedIn(Duration.ofSeconds(7).minus(MOMENT))).isZero();
        assertThat(at50.admittedIn(MOMENT)).isEqualTo(1);
    }

    @Test
    void whatFollowsACallGoesAtOnceAndOthersPayForIt() {
        at50.ask(Lane.CHANGE, 10);
        for (int i = 0; i < 10; i++) {
            limiter.follow(Lane.CHANGE, Admissions.ANY);
        }
        at50.ask(Lane.CHANGE, 100);
        assertThat(at50.admittedIn(Duration.ofMillis(200))).as("ten calls are paid for first").isZero();
        assertThat(at50.admittedIn(Duration.ofSeconds(1))).isBetween(49, 51);
    }

    @Test
    void otherFailuresChangeNothing() {
        at50.calls(15, CallEnds.unavailable());
        at50.calls(100, CallEnds.failure(ErrorKind.INVALID, 400));
        assertThat(limiter.callsPerSecond()).isEqualTo(50);
        assertThat(at50.ask(Lane.ROUTINE)).isCompleted();
    }

    @Test
    void whileTheApiIsDownOnlyProbesGoFromEachLaneInItsTurn() {
        at50.calls(40, CallEnds.unavailable());
        assertThat(limiter.obstacle()).isEqualTo(Obstacle.DOWN);
        at50.ask(Lane.ROUTINE, 100);
        at50.ask(Lane.CHANGE, 100);
        assertThat(at50.admittedIn(Duration.ofSeconds(2))).isZero();
        assertThat(at50.admittedIn(MOMENT)).isEqualTo(3);
        assertThat(at50.admitted).extracting(Admissions.Admission::lane)
                .containsExactly(Lane.CHANGE, Lane.ROUTINE, Lane.CHANGE);
        assertThat(at50.admittedIn(Duration.ofSeconds(10))).as("until they end").isZero();

        at50.calls(3, CallEnds.unavailable());
        assertThat(at50.admittedIn(Duration.ofSeconds(4))).as("twice as long").isZero();
        assertThat(at50.admittedIn(MOMENT)).isEqualTo(3);
        assertThat(limiter.obstacle()).isEqualTo(Obstacle.DOWN);
    }

    @Test
    void anApplicationWhoseCallsFailHoldsNobodyElseUp() {
        at50.calls(40, CallEnds.unavailable());
        at50.ask(Lane.CHANGE, 100);
        Flow neighbour = new Flow("neighbour", "app-n");
        assertThat(at50.ask(Lane.READINESS, neighbour)).as("nobody waits for this application").isNotDone();
        assertThat(at50.admittedIn(MOMENT)).as("it needs no probes").isEqualTo(1);
        assertThat(at50.admitted.getLast().flow()).isEqualTo(neighbour);

        limiter.called(Operation.GET_CONNECTION_INFO, neighbour.appId(), CallEnds.success(), Duration.ZERO);
        assertThat(limiter.obstacle()).as("the API is up").isEqualTo(Obstacle.RATE);
        assertThat(limiter.callsPerSecond()).as("and was").isEqualTo(50);
        assertThat(at50.admittedIn(Duration.ofSeconds(1))).isBetween(50, 60);
    }

    @Test
    void nothingIsScheduledForAnApiThatIsDownWhileNobodyWaits() {
        at50.calls(40, CallEnds.unavailable());
        at50.ask(Lane.CHANGE).cancel(false);
        assertThat(at50.time.scheduled()).isZero();
    }

    @Test
    void whenTheApiIsBackTheRateRampsUp() {
        at50.calls(40, CallEnds.unavailable());
        at50.ask(Lane.ROUTINE, 2000);
        at50.pass(Duration.ofSeconds(3));
        at50.calls(3, CallEnds.success());
        assertThat(limiter.obstacle()).isEqualTo(Obstacle.RATE);
        assertThat(limiter.callsPerSecond()).isEqualTo(5);
        assertThat(at50.admittedIn(Duration.ofSeconds(1))).as("from 5 to 10 per second").isBetween(7, 9);
        assertThat(at50.admittedIn(Duration.ofSeconds(8))).as("from 10 to 50 per second").isBetween(239, 241);
        assertThat(at50.admittedIn(Duration.ofSeconds(1))).isEqualTo(50);
    }

    @Test
    void whenTheApiIsBackWhoWaitsIsAdmittedAtOnce() {
        at50.calls(40, CallEnds.unavailable());
        at50.ask(Lane.CHANGE, 4);
        at50.pass(Duration.ofSeconds(3));
        assertThat(at50.admitted).hasSize(3);
        at50.calls(3, CallEnds.success());
        assertThat(at50.admittedIn(MOMENT)).isEqualTo(1);
    }

    @Test
    void aProbeThatWasNotMadeMakesRoomForAnother() {
        at50.calls(40, CallEnds.unavailable());
        at50.ask(Lane.CHANGE, 4);
        at50.pass(Duration.ofSeconds(3));
        at50.call(CallEnds.failure(ErrorKind.UNAUTHORIZED, 0));
        assertThat(at50.admittedIn(MOMENT)).as("one had no token to send").isEqualTo(1);

        at50.ask(Lane.CHANGE, 1);
        assertThat(at50.admittedIn(Duration.ofSeconds(14))).isZero();
        assertThat(at50.admittedIn(Duration.ofSeconds(1))).as("of none was heard within 15 s").isEqualTo(1);
    }

    @Test
    void a429WhileProbingMeansThatTheApiIsBackAndBusy() {
        at50.calls(40, CallEnds.unavailable());
        at50.ask(Lane.CHANGE, 4);
        at50.pass(Duration.ofSeconds(3));
        at50.calls(3, CallEnds.throttled(Duration.ofSeconds(5)));
        assertThat(limiter.obstacle()).isEqualTo(Obstacle.THROTTLED);
        assertThat(at50.admittedIn(Duration.ofMillis(4998))).isZero();
        assertThat(at50.admittedIn(MOMENT)).isEqualTo(1);
    }
}
