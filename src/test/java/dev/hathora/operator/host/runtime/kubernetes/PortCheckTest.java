package dev.hathora.operator.host.runtime.kubernetes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.hathora.operator.host.runtime.kubernetes.PortCheck.Target;
import dev.hathora.operator.testing.FreePort;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Real sockets stand for the ports of a Pod and of its node. */
@Timeout(60)
class PortCheckTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final PortCheck check = new PortCheck(told::add);

    @AfterEach
    void close() {
        check.close();
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', value = {
        "0     | 1  | 10  | a game may answer at once",
        "1600  | 1  | 20  | it is noticed late by a part of the time that it took",
        "90000 | 1  | 500 | however long it takes",
        "0     | 10 | 100 | ten games share the attempts",
        "3200  | 3  | 40  | few games do not",
        "0     | 90 | 500 | however many there are",
    })
    void pausesBetweenAttempts(long waitedMillis, int checks, long pauseMillis, String why) {
        assertThat(PortCheck.pause(Duration.ofMillis(waitedMillis), checks)).as(why)
                .isEqualTo(Duration.ofMillis(pauseMillis));
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private void begin(AtomicReference<Optional<Target>> target) {
        check.begin("process", "uid", () -> {
            asked.incrementAndGet();
            return target.get();
        });
    }

    /** Attempts are made, so that what is not told now would not be told because of what was there before. */
    private void awaitAttempts() {
        int before = asked.get();
        Awaitility.await("attempts").atMost(PATIENCE).until(() -> asked.get() >= before + 3);
    }

    private void awaitTold() {
        Awaitility.await("the game is told").atMost(PATIENCE).until(() -> told.equals(List.of("process")));
        assertThat(check.hasAnswered("uid")).isTrue();
    }

    @Test
    void aPortOfThePodIsToldOnceItIsBound() throws IOException {
        int port = FreePort.find();
        var target = new AtomicReference<>(Optional.of(new Target(at(port), null)));
        begin(target);
        begin(target);
        awaitAttempts();
        assertThat(told).as("nobody listens").isEmpty();

        try (ServerSocket game = listen(port)) {
            awaitTold();
            assertThat(game.isBound()).isTrue();
        }

        int before = asked.get();
        begin(target);
        assertThat(check.hasAnswered("other")).as("another Pod").isFalse();
        assertThat(asked).as("it is known").hasValue(before);
        check.forget("uid");
        assertThat(check.hasAnswered("uid")).isFalse();
    }

    @Test
    void aPortOfTheNodeCountsOnceItHasRefused() throws IOException {
        int port = FreePort.find();
        begin(new AtomicReference<>(Optional.of(new Target(null, at(port)))));
        awaitAttempts();
        assertThat(told).isEmpty();

        try (ServerSocket game = listen(port)) {
            awaitTold();
            assertThat(game.isBound()).isTrue();
        }
    }

    /** It is not the game's, which is still being created. */
    @Test
    void aPortOfTheNodeThatSomethingElseHasCountsNever() throws IOException {
        int ofPod = FreePort.find();
        int ofNode = FreePort.find();
        try (ServerSocket other = listen(ofNode)) {
            assertThat(other.isBound()).isTrue();
            begin(new AtomicReference<>(Optional.of(new Target(at(ofPod), at(ofNode)))));
            awaitAttempts();
        }
        awaitAttempts();
        try (ServerSocket again = listen(ofNode)) {
            awaitAttempts();
            assertThat(told).as(again.toString()).isEmpty();
        }
        try (ServerSocket game = listen(ofPod)) {
            awaitTold();
            assertThat(game.isBound()).isTrue();
        }
    }

    @Test
    void anAddressMayBeKnownLaterAndEndsWithThePod() throws IOException {
        var target = new AtomicReference<>(Optional.of(new Target(null, null)));
        begin(target);
        awaitAttempts();
        target.set(Optional.empty());
        Awaitility.await("it ends").atMost(PATIENCE).until(() -> {
            int before = asked.get();
            Thread.sleep(600); // longer than any pause between two attempts
            return asked.get() == before;
        });
        assertThat(told).isEmpty();

        try (ServerSocket game = listen(0)) {
            target.set(Optional.of(new Target(at(game.getLocalPort()), null)));
            begin(target);
            awaitTold();
        }
    }
}
