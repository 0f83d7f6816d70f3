package dev.hathora.operator.traffic;

import java.time.Duration;
import java.util.Random;

import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.testing.VirtualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ApiBreakerTest {
    private static final Duration CALL = Duration.ofMillis(50);

    private static final String APP = "app-1";

    private final VirtualTime time = new VirtualTime();
    private final ApiBreaker breaker = new ApiBreaker(time::nanoTime);

    @ParameterizedTest(name = "{0} with status {1}: down = {2}")
    @CsvSource(delimiter = '|', value = {
        "TRANSIENT    | 503 | true  | says so itself",
        "TRANSIENT    | 404 | true  | a gateway that lost its route",
        "TRANSIENT    | 200 | true  | a broken answer",
        "TRANSIENT    | 0   | true  | no answer at all",
        "UNAUTHORIZED | 401 | false | an answer, if not a nice one",
        "BILLING      | 402 | false | the same",
        "FORBIDDEN    | 403 | false | the same",
        "INVALID      | 400 | false | the same",
        "ABSENT       | 404 | false | the same",
        "CONFLICT     | 409 | false | the same",
        "THROTTLED    | 429 | false | it works, only too much",
        "UNAUTHORIZED | 0   | false | there was no token to send: nothing is known of the API",
    })
    void onlySomeFailuresSayThatTheApiIsDown(ErrorKind kind, int status, boolean down, String reason) {
        end(100, CallEnds.failure(kind, status));
        assertThat(breaker.isDown()).as(reason).isEqualTo(down);
    }

    @Test
    void whatWasNeverSentSaysNothingEitherWay() {
        for (int i = 0; i < 39; i++) {
            end(1, CallEnds.unavailable());
            end(1, CallEnds.failure(ErrorKind.UNAUTHORIZED, 0));
        }
        assertThat(breaker.isDown()).isFalse();
        end(1, CallEnds.unavailable());
        assertThat(breaker.isDown()).as("40 failures, whatever was between").isTrue();
    }

    @Test
    void fourOfFiveMustFail() {
        end(100, CallEnds.success());
        end(31, CallEnds.unavailable());
        assertThat(breaker.isDown()).as("31 of the last 40").isFalse();
        end(1, CallEnds.unavailable());
        assertThat(breaker.isDown()).as("32 of the last 40").isTrue();
    }

    @Test
    void faultsAtRandomNeverLookLikeThat() {
        Random random = new Random(42);
        for (int i = 0; i < 200_000; i++) {
            end(1, random.nextInt(100) < 30 ? CallEnds.unavailable() : CallEnds.success());
            assertThat(breaker.isDown()).as("after %d calls", i).isFalse();
        }
    }

    @Test
    void itWaitsTwiceAsLongEachTimeThatAllProbesFail() {
        end(40, CallEnds.unavailable());
        for (int seconds : new int[]{2, 4, 8, 16, 30, 30}) {
            Duration wait = Duration.ofNanos(breaker.permit(time.nanoTime()));
            assertThat(wait).isBetween(Duration.ofSeconds(seconds), Duration.ofSeconds(seconds).plusMillis(1));
            time.pass(wait);
            assertThat(breaker.permit(time.nanoTime())).isZero();
            assertThat(breaker.permit(time.nanoTime())).isZero();
            assertThat(breaker.permit(time.nanoTime())).isZero();
            assertThat(breaker.permit(time.nanoTime())).as("a fourth").isPositive();
            end(3, CallEnds.unavailable());
            assertThat(breaker.isProbing()).isFalse();
        }
    }

    @Test
    void itStartsAnewWithTwoSecondsOnceTheApiWasBack() {
        probe();
        end(3, CallEnds.unavailable());
        time.pass(Duration.ofSeconds(5));
        assertThat(breaker.permit(time.nanoTime())).isZero();
        end(3, CallEnds.success());
        assertThat(breaker.isDown()).isFalse();
        end(40, CallEnds.unavailable());
        assertThat(Duration.ofNanos(breaker.permit(time.nanoTime()))).isLessThan(Duration.ofMillis(2002));
    }

    @Test
    void theApiIsBackUnlessAllProbesFail() {
        probe();
        end(2, CallEnds.unavailable());
        assertThat(breaker.isDown()).isTrue();
        time.pass(CALL);
        assertThat(breaker.record(Operation.GET_ROOM_INFO, APP, CallEnds.success(), time.nanoTime() - CALL.toNanos(),
                time.nanoTime())).isTrue();
        assertThat(breaker.isDown()).isFalse();
    }

    @Test
    void callsFromBeforeAreNoProbes() {
        long before = time.nanoTime();
        probe();
        for (int i = 0; i < 100; i++) {
            assertThat(breaker.record(Operation.GET_ROOM_INFO, APP, CallEnds.success(), before, time.nanoTime()))
                    .isFalse();
        }
        assertThat(breaker.isProbing()).as("they began before the outage").isTrue();
        end(3, CallEnds.success());
        for (int i = 0; i < 100; i++) {
            breaker.record(Operation.GET_ROOM_INFO, APP, CallEnds.unavailable(), before, time.nanoTime());
        }
        assertThat(breaker.isDown()).as("they time out now that it is back").isFalse();
    }

    @Test
    void aProbeThatNobodyHearsOfIsReplaced() {
        probe();
        breaker.permit(time.nanoTime());
        breaker.permit(time.nanoTime());
        end(2, CallEnds.success());
        Duration wait = Duration.ofNanos(breaker.permit(time.nanoTime()));
        assertThat(wait).isBetween(Duration.ofSeconds(14), Duration.ofSeconds(15));
        time.pass(wait);
        assertThat(breaker.permit(time.nanoTime())).isZero();
        end(1, CallEnds.success());
        assertThat(breaker.isDown()).isFalse();
    }

    @Test
    void anOperationThatFailsAloneSaysNothingAboutTheApi() {
        for (int i = 0; i < 100; i++) {
            end(9, Operation.CREATE_ROOM, CallEnds.unavailable());
            end(1, Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, CallEnds.success());
        }
        assertThat(breaker.isDown()).as("every list has come").isFalse();

        end(60, Operation.CREATE_ROOM, CallEnds.unavailable());
        assertThat(breaker.isDown()).as("no list for a while").isFalse();
        end(40, Operation.CREATE_ROOM, CallEnds.unavailable());
        assertThat(breaker.isDown()).as("none any more").isTrue();
    }

    @Test
    void oneThatFailedAloneDoesNotHideAnOutage() {
        for (int i = 0; i < 40; i++) {
            end(1, Operation.CREATE_ROOM, CallEnds.unavailable());
            end(1, Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, CallEnds.success());
        }
        int calls = 0;
        while (!breaker.isDown()) {
            end(1, calls++ % 2 == 0 ? Operation.CREATE_ROOM : Operation.GET_ACTIVE_ROOMS_FOR_PROCESS,
                    CallEnds.unavailable());
        }
        assertThat(calls).as("calls until it is noticed").isLessThanOrEqualTo(80);
    }

    @Test
    void anApplicationThatFailsAloneSaysNothingAboutTheApi() {
        for (int i = 0; i < 100; i++) {
            end(19, Operation.CREATE_ROOM, APP, CallEnds.unavailable());
            end(1, Operation.CREATE_ROOM, "app-2", CallEnds.success());
        }
        assertThat(breaker.isDown()).isFalse();
    }

    @Test
    void anApplicationThatWasNotCalledMeanwhileNeedNotWaitAndShowsThatTheApiIsUp() {
        end(40, Operation.CREATE_ROOM, APP, CallEnds.unavailable());
        assertThat(breaker.isDown()).as("nobody else has called").isTrue();
        assertThat(breaker.isFree(APP, time.nanoTime())).isFalse();
        assertThat(breaker.isFree("app-2", time.nanoTime())).isTrue();

        end(1, Operation.GET_ROOM_INFO, "app-2", CallEnds.failure(ErrorKind.ABSENT, 404));
        assertThat(breaker.isDown()).as("a refusal is an answer").isFalse();
        end(39, Operation.CREATE_ROOM, APP, CallEnds.unavailable());
        assertThat(breaker.isDown()).as("the other application fails alone").isFalse();
    }

    @Test
    void anApplicationWhoseCallHasFailedTooWaitsLikeTheOthers() {
        end(40, Operation.CREATE_ROOM, APP, CallEnds.unavailable());
        end(1, Operation.CREATE_ROOM, "app-2", CallEnds.unavailable());
        assertThat(breaker.isDown()).isTrue();
        assertThat(breaker.isFree("app-2", time.nanoTime())).isFalse();
        time.pass(Duration.ofSeconds(31));
        assertThat(breaker.isFree("app-2", time.nanoTime())).as("that was long ago").isTrue();
    }

    @Test
    void anOutageForAllIsNoticedHoweverManyApplicationsThereAre() {
        for (int i = 0; i < 80; i++) {
            end(1, Operation.GET_ROOM_INFO, "app-" + i, CallEnds.success());
        }
        int calls = 0;
        while (!breaker.isDown()) {
            end(1, Operation.GET_ROOM_INFO, "app-" + calls++ % 80, CallEnds.unavailable());
        }
        assertThat(calls).as("calls until it is noticed").isLessThanOrEqualTo(80);
    }

    /** To where the first probe was just permitted. */
    private void probe() {
        end(40, CallEnds.unavailable());
        time.pass(Duration.ofSeconds(3));
        assertThat(breaker.permit(time.nanoTime())).isZero();
        assertThat(breaker.isProbing()).isTrue();
    }

    private void end(int calls, @Nullable HathoraException failure) {
        end(calls, Operation.GET_ROOM_INFO, failure);
    }

    private void end(int calls, Operation operation, @Nullable HathoraException failure) {
        end(calls, operation, APP, failure);
    }

    private void end(int calls, Operation operation, String appId, @Nullable HathoraException failure) {
        for (int i = 0; i < calls; i++) {
            long began = time.nanoTime();
            time.pass(CALL);
            breaker.record(operation, appId, failure, began, time.nanoTime());
        }
    }
}
