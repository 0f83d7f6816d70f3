package dev.hathora.operator.controller.kubernetes;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.hathora.operator.controller.kubernetes.NamespaceProbe.Answer;
import dev.hathora.operator.controller.kubernetes.WatchedNamespace.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.hathora.operator.controller.kubernetes.Reading.INTERRUPTED;
import static dev.hathora.operator.controller.kubernetes.Reading.NOT_YET;
import static dev.hathora.operator.controller.kubernetes.Reading.WATCHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/** What is concluded from the answers about a namespace. */
class WatchedNamespaceTest {
    private static final Answer FORBIDDEN = new Answer.Refused(true, "forbidden");
    private static final Answer FAILS = new Answer.Refused(false, "overloaded");
    private static final Answer MISSING = new Answer.Missing();
    private static final Answer SILENCE = new Answer.Silence();
    private static final String FINE = "";

    private final AtomicBoolean mayWatch = new AtomicBoolean(true);
    private final AtomicInteger restored = new AtomicInteger();
    private final WatchedNamespace namespace = new WatchedNamespace("games", mayWatch::get, restored::incrementAndGet);

    private static Answer at(long revision) {
        return new Answer.Listed(revision);
    }

    static List<Arguments> histories() {
        return List.of(
                argumentSet("forbidden is told at once", List.of(FORBIDDEN), NOT_YET,
                        "namespace games can't be read: forbidden"),
                argumentSet("that there is none is told at once", List.of(MISSING), WATCHING,
                        "namespace games does not exist"),
                argumentSet("a failure may pass", List.of(FAILS, FAILS), WATCHING, FINE),
                argumentSet("and is told when it does not", List.of(FAILS, FAILS, FAILS), WATCHING,
                        "namespace games can't be read: overloaded"),
                argumentSet("failures in a row are counted", List.of(FAILS, FAILS, at(1), FAILS), WATCHING, FINE),
                argumentSet("silence says nothing about a namespace",
                        List.of(SILENCE, SILENCE, SILENCE, SILENCE, SILENCE),
                        INTERRUPTED, FINE),
                argumentSet("nor does it end a problem", List.of(FORBIDDEN, SILENCE), WATCHING,
                        "namespace games can't be read: forbidden"),
                argumentSet("read again", List.of(FORBIDDEN, at(1)), WATCHING, FINE),
                argumentSet("made at last", List.of(MISSING, at(1)), WATCHING, FINE),
                argumentSet("it can be read again, and the informer has not tried yet", List.of(FORBIDDEN, at(1)),
                        INTERRUPTED, "namespace games can be listed, but is not watched yet"),
                argumentSet("an informer takes its time at first", List.of(at(1), at(1), at(1)), NOT_YET, FINE),
                argumentSet("but not for ever", List.of(at(1), at(1), at(1), at(1), at(1)), NOT_YET,
                        "namespace games can be listed, but is not watched yet"));
    }

    @ParameterizedTest
    @MethodSource("histories")
    void concludes(List<Answer> answers, Reading reading, String expected) {
        answers.forEach(answer -> namespace.take(answer, reading));

        Problem problem = namespace.problem();
        assertThat(problem == null ? FINE : problem.text()).isEqualTo(expected);
        if (problem != null) {
            assertThat(problem.unreadable()).as("one that is missing is watched all the same")
                    .isEqualTo(!expected.endsWith("exist"));
        }
    }

    @Test
    void thatItMayNotBeWatchedIsToldAtOnce() {
        mayWatch.set(false);
        namespace.take(at(1), NOT_YET);

        assertThat(namespace.problem()).isNotNull().extracting(Problem::text, Problem::unreadable).containsExactly(
                "namespace games can't be watched: the operator has no right to watch hathorarooms there", true);
    }

    static List<Arguments> longHistories() {
        return List.of(
                argumentSet("nine minutes are no reason to restart", 54, true, INTERRUPTED, at(1), false),
                argumentSet("ten minutes are", 60, true, INTERRUPTED, at(1), true),
                argumentSet("also at the start", 60, true, NOT_YET, at(1), true),
                argumentSet("without the right to watch, a restart does not help", 100, false, INTERRUPTED, at(1),
                        false),
                argumentSet("nor where lists are refused", 100, true, INTERRUPTED, FORBIDDEN, false),
                argumentSet("nor without a namespace", 100, true, INTERRUPTED, MISSING, false),
                argumentSet("all is well", 100, true, WATCHING, at(1), false));
    }

    @ParameterizedTest
    @MethodSource("longHistories")
    void onlyARestartHelps(int checks, boolean permitted, Reading reading, Answer answer, boolean stuck) {
        mayWatch.set(permitted);
        for (int i = 0; i < checks; i++) {
            namespace.take(answer, reading);
        }
        assertThat(namespace.isStuck()).isEqualTo(stuck);

        namespace.take(at(1), WATCHING);
        assertThat(namespace.isStuck()).as("watched at last").isFalse();
    }

    static List<Arguments> revisions() {
        return List.of(
                argumentSet("time goes on", List.of(at(7), at(7), at(9)), 0),
                argumentSet("etcd was restored", List.of(at(7), at(5)), 1),
                argumentSet("that is told once", List.of(at(7), at(5), at(6)), 1),
                argumentSet("and again when it happens again", List.of(at(7), at(5), at(4)), 2),
                argumentSet("whatever was between", List.of(at(7), SILENCE, FORBIDDEN, FAILS, at(5)), 1),
                argumentSet("a server that does not count", List.of(new Answer.Listed(null), at(5),
                        new Answer.Listed(null), at(4)), 0));
    }

    @ParameterizedTest
    @MethodSource("revisions")
    void seesThatTimeWasTurnedBack(List<Answer> answers, int times) {
        answers.forEach(answer -> namespace.take(answer, WATCHING));

        assertThat(restored).hasValue(times);
    }
}
