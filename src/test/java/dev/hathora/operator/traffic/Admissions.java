package dev.hathora.operator.traffic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.testing.VirtualTime;
import org.jspecify.annotations.Nullable;

/** Requests permits from a limiter in virtual time, and records when each was granted. */
final class Admissions {
    /** @param seconds from the beginning */
    record Admission(Lane lane, Flow flow, int number, double seconds) {}

    /** The flow of those for whom it makes no difference. */
    static final Flow ANY = new Flow("games", "app-1");

    final VirtualTime time;
    final CallLimiter limiter;
    /** In order. */
    final List<Admission> admitted = new ArrayList<>();
    private int asked;

    Admissions(double callsPerSecond) {
        this(callsPerSecond, new VirtualTime());
    }

    Admissions(double callsPerSecond, VirtualTime time) {
        this.time = time;
        this.limiter = new CallLimiter(callsPerSecond, time, (lane, waited) -> {}, time::nanoTime);
    }

    CompletableFuture<Void> ask(Lane lane) {
        return ask(lane, ANY);
    }

    CompletableFuture<Void> ask(Lane lane, Flow flow) {
        int number = asked++;
        CompletableFuture<Void> place = limiter.admit(lane, flow);
        var unused = place.thenRun(() -> admitted.add(new Admission(lane, flow, number, time.seconds())));
        return place;
    }

    void ask(Lane lane, int times) {
        for (int i = 0; i < times; i++) {
            var unused = ask(lane);
        }
    }

    void pass(Duration duration) {
        time.pass(duration);
    }

    /** A call took no time and ended so. */
    void call(@Nullable HathoraException failure) {
        limiter.called(Operation.GET_ROOM_INFO, ANY.appId(), failure, Duration.ZERO);
    }

    void calls(int times, @Nullable HathoraException failure) {
        for (int i = 0; i < times; i++) {
            call(failure);
        }
    }

    /** How many more are admitted in that time. */
    int admittedIn(Duration duration) {
        int before = admitted.size();
        pass(duration);
        return admitted.size() - before;
    }
}
