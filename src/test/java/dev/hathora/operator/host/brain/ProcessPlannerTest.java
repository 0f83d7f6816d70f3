package dev.hathora.operator.host.brain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.brain.ProcessPlan.Drain;
import dev.hathora.operator.host.brain.ProcessPlan.Forget;
import dev.hathora.operator.host.brain.ProcessPlan.Kill;
import dev.hathora.operator.host.brain.ProcessPlan.NoteEnded;
import dev.hathora.operator.host.brain.ProcessPlan.NoteLeaving;
import dev.hathora.operator.host.brain.ProcessPlan.NoteRunning;
import dev.hathora.operator.host.brain.ProcessPlan.Rest;
import dev.hathora.operator.host.brain.ProcessPlan.Start;
import dev.hathora.operator.host.brain.ProcessPlan.Stop;
import dev.hathora.operator.host.brain.ProcessPlan.Terminate;
import dev.hathora.operator.host.brain.ProcessView.Ended;
import dev.hathora.operator.host.brain.ProcessView.Gone;
import dev.hathora.operator.host.brain.ProcessView.Rejected;
import dev.hathora.operator.host.brain.ProcessView.Running;
import dev.hathora.operator.host.brain.ProcessView.Unknown;
import dev.hathora.operator.host.brain.ProcessView.Waiting;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.hathora.operator.host.model.ProcessState.DRAINING;
import static dev.hathora.operator.host.model.ProcessState.FAILED;
import static dev.hathora.operator.host.model.ProcessState.RUNNING;
import static dev.hathora.operator.host.model.ProcessState.STARTING;
import static dev.hathora.operator.host.model.ProcessState.STOPPED;
import static dev.hathora.operator.host.model.ProcessState.STOPPING;
import static org.assertj.core.api.Assertions.assertThat;

class ProcessPlannerTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final List<ExposedPort> PORTS = List.of(new ExposedPort("default", "127.0.0.1", 20_000, "tcp"));
    private static final Running BOUND = new Running(true, PORTS);
    private static final Running UNBOUND = new Running(false, PORTS);
    private static final Running LEAVING = new Running(true, PORTS, true);
    private static final Deployment DEPLOYMENT = new Deployment("dep-1", 1, "app-1",
            new Deployment.Content(new Deployment.Program(null, List.of("game"), List.of(), Map.of(), null), List.of(),
                    new Deployment.Limits(4, 1, 512, Duration.ofSeconds(100), Duration.ofMinutes(5),
                            Duration.ofSeconds(30)),
                    null),
            NOW);

    /** One row. {@code age} is the time since the record was made, in seconds. */
    private record Row(String reason, Given given, ProcessPlan plan) {
        @Override
        public String toString() {
            return reason;
        }
    }

    /** The process, as it is recorded and as it is seen. */
    private record Given(ProcessState state, ProcessView view, int rooms, long age, @Nullable Long idle,
            @Nullable Long stopping, boolean booted, boolean newest, boolean applicationGone, boolean wanted,
            long looked, boolean leaving) {
        static Given process(ProcessState state, ProcessView view) {
            return new Given(state, view, 1, 1, null, state == STOPPING ? 1L : null, state != STARTING, true, false,
                    false, 1_000_000, false);
        }

        Given rooms(int now) {
            return new Given(state, view, now, age, now == 0 ? Long.valueOf(0) : idle, stopping, booted, newest,
                    applicationGone, wanted, looked, leaving);
        }

        Given idleFor(long seconds) {
            return new Given(state, view, 0, age, seconds, stopping, booted, newest, applicationGone, wanted, looked,
                    leaving);
        }

        Given age(long seconds) {
            return new Given(state, view, rooms, seconds, idle, stopping, booted, newest, applicationGone, wanted,
                    looked, leaving);
        }

        Given toldBefore(long seconds) {
            return new Given(state, view, rooms, age, idle, seconds, booted, newest, applicationGone, wanted, looked,
                    leaving);
        }

        Given wasBooted() {
            return new Given(state, view, rooms, age, idle, stopping, true, newest, applicationGone, wanted, looked,
                    leaving);
        }

        Given outdated() {
            return new Given(state, view, rooms, age, idle, stopping, booted, false, applicationGone, wanted, looked,
                    leaving);
        }

        Given ofDeletedApplication() {
            return new Given(state, view, rooms, age, idle, stopping, booted, false, true, wanted, looked, leaving);
        }

        Given warm() {
            return new Given(state, view, rooms, age, idle, stopping, booted, newest, applicationGone, true, looked,
                    leaving);
        }

        Given lookedAtFor(long seconds) {
            return new Given(state, view, rooms, age, idle, stopping, booted, newest, applicationGone, wanted, seconds,
                    leaving);
        }

        Given notedAsLeaving() {
            return new Given(state, view, rooms, age, idle, stopping, booted, newest, applicationGone, wanted, looked,
                    true);
        }

        ProcessSituation situation() {
            Instant created = NOW.minusSeconds(age);
            boolean ran = state != STARTING;
            return new ProcessSituation(
                    new GameProcess("p1", "runtime-1", "app-1", "dep-1", "Seattle", state, 4, rooms, PORTS, "r1",
                            new GameProcess.Times(created, null, booted ? created : null, ran ? created : null,
                                    stopping == null ? null : NOW.minusSeconds(stopping), null),
                            idle == null ? null : NOW.minusSeconds(idle), stopping == null ? null : "drained", leaving),
                    DEPLOYMENT,
                    newest,
                    applicationGone, wanted, view, NOW.minusSeconds(looked), NOW);
        }
    }

    private static Row row(String reason, Given given, ProcessPlan plan) {
        return new Row(reason, given, plan);
    }

    static Stream<Row> plans() {
        Rest forEver = new Rest(null);
        Rest untilGivenUp = new Rest(NOW.plusSeconds(99));
        return Stream.of(
                row("a record comes before its process: nothing runs yet",
                        Given.process(STARTING, new Gone()), new Start()),
                row("what was started and is gone has ended, it is not started twice",
                        Given.process(STARTING, new Gone()).wasBooted(),
                        new NoteEnded(false, "was lost while it started")),
                row("what could never be started is given up in the end",
                        Given.process(STARTING, new Gone()).age(100),
                        new NoteEnded(false, "could not be started within 100 s")),
                row("while the host was away nothing could be started: the timeout counts from when it looks",
                        Given.process(STARTING, new Gone()).age(1000).lookedAtFor(99), new Start()),
                row("and then ends as well", Given.process(STARTING, new Gone()).age(1000).lookedAtFor(100),
                        new NoteEnded(false, "could not be started within 100 s")),
                row("a game that was paused with the machine has time to bind its port",
                        Given.process(STARTING, UNBOUND).wasBooted().age(1000).lookedAtFor(1), untilGivenUp),
                row("not to know is no reason to start it again",
                        Given.process(STARTING, new Unknown("no answer")), untilGivenUp),
                row("nor to look all the time",
                        Given.process(STARTING, new Unknown("no answer")).age(1000), new Rest(NOW.plusSeconds(1))),
                row("a runtime that is at it is given time",
                        Given.process(STARTING, new Waiting("")), untilGivenUp),
                row("a runtime that can't is given up, in its own words",
                        Given.process(STARTING, new Waiting("no such image")).age(100),
                        new Stop("could not be started: no such image", true)),
                row("a game that runs has not started before its port is bound",
                        Given.process(STARTING, UNBOUND), untilGivenUp),
                row("a game that never binds its port is ended, with the rooms that wait for it",
                        Given.process(STARTING, UNBOUND).age(100),
                        new Stop("did not bind its port within 100 s", true)),
                row("a bound port is noted, also late", Given.process(STARTING, BOUND).age(100),
                        new NoteRunning(PORTS)),
                row("a place that was refused is asked for again",
                        Given.process(STARTING, new Rejected("OutOfpods")).wasBooted(), new Start()),
                row("until it is given up, in the words of who refused it",
                        Given.process(STARTING, new Rejected("exceeded quota")).age(100),
                        new Stop("could not be started: exceeded quota", true)),
                row("its node was cordoned while it started: no room is placed on it",
                        Given.process(STARTING, LEAVING), new NoteLeaving(true)),
                row("and then it runs as any other", Given.process(STARTING, LEAVING).notedAsLeaving(),
                        new NoteRunning(PORTS)),
                row("exit code 0 before the port was bound is a failure",
                        Given.process(STARTING, new Ended(true, "exit code 0")),
                        new NoteEnded(false, "exit code 0 before its port was bound")),
                row("nobody wants what is starting for a deleted application",
                        Given.process(STARTING, UNBOUND).ofDeletedApplication(),
                        new Stop("its application was deleted", true)),

                row("a running process with rooms is left alone", Given.process(RUNNING, BOUND), forEver),
                row("an empty one stays for the idle timeout", Given.process(RUNNING, BOUND).idleFor(299),
                        new Rest(NOW.plusSeconds(1))),
                row("an idle one is ended, unless it gets a room meanwhile",
                        Given.process(RUNNING, BOUND).idleFor(300), new Stop("held no room for 300 s", false)),
                row("warm capacity is idle on purpose", Given.process(RUNNING, BOUND).idleFor(300).warm(), forEver),
                row("an old deployment takes no new rooms, and keeps those it has",
                        Given.process(RUNNING, BOUND).outdated(), new Drain()),
                row("a node is cordoned: no new rooms", Given.process(RUNNING, LEAVING), new NoteLeaving(true)),
                row("its rooms last as long as they do", Given.process(RUNNING, LEAVING).notedAsLeaving().age(100_000),
                        forEver),
                row("what holds none is not waited for", Given.process(RUNNING, LEAVING).notedAsLeaving().idleFor(0),
                        new Stop("held no room when its node was drained", false)),
                row("but warm capacity is replaced first",
                        Given.process(RUNNING, LEAVING).notedAsLeaving().idleFor(1000).warm(), forEver),
                row("the node is used again", Given.process(RUNNING, BOUND).notedAsLeaving(), new NoteLeaving(false)),
                row("a node that can't be seen is not used again, nor drained",
                        Given.process(RUNNING, new Unknown("no answer")).notedAsLeaving().idleFor(10),
                        new Rest(NOW.plusSeconds(290))),
                row("an old deployment drains on a cordoned node as well",
                        Given.process(RUNNING, LEAVING).outdated(), new Drain()),
                row("and is resumed elsewhere", Given.process(DRAINING, LEAVING).outdated(), new NoteLeaving(true)),
                row("exit 0 is a clean end", Given.process(RUNNING, new Ended(true, "exit code 0")),
                        new NoteEnded(true, "exit code 0")),
                row("a crash is not", Given.process(RUNNING, new Ended(false, "exit code 139")),
                        new NoteEnded(false, "exit code 139")),
                row("a node that is gone took it along", Given.process(RUNNING, new Gone()),
                        new NoteEnded(false, "was lost")),
                row("a node that does not answer has not", Given.process(RUNNING, new Unknown("no answer")), forEver),
                row("the only way to end rooms: their application is deleted",
                        Given.process(RUNNING, BOUND).ofDeletedApplication(),
                        new Stop("its application was deleted", true)),

                row("a draining process keeps its rooms for as long as they last",
                        Given.process(DRAINING, BOUND).outdated().age(100_000), forEver),
                row("and is ended when it is empty", Given.process(DRAINING, BOUND).outdated().rooms(0),
                        new Stop("drained", false)),
                row("or ends by itself", Given.process(DRAINING, new Ended(true, "exit code 0")).outdated(),
                        new NoteEnded(true, "exit code 0")),

                row("what was told to end is asked to first", Given.process(STOPPING, BOUND).toldBefore(29),
                        new Terminate()),
                row("and killed when its grace period is over", Given.process(STOPPING, BOUND).toldBefore(30),
                        new Kill()),
                row("it ended because it was told to, whatever its exit code",
                        Given.process(STOPPING, new Ended(false, "exit code 143")), new NoteEnded(true, "drained")),
                row("what was refused has ended", Given.process(STOPPING, new Rejected("no")),
                        new NoteEnded(true, "drained")),
                row("what has not begun needs no grace", Given.process(STOPPING, new Waiting("")), new Kill()),
                row("whether it has ended is not guessed", Given.process(STOPPING, new Unknown("no answer")),
                        new Rest(NOW.plusSeconds(1))),

                row("what its record says has ended must not run", Given.process(STOPPED, BOUND), new Kill()),
                row("nor start", Given.process(FAILED, new Waiting("")), new Kill()),
                row("what is recorded as ended, and has, can be forgotten",
                        Given.process(STOPPED, new Ended(true, "x")),
                        new Forget()),
                row("so can what was refused", Given.process(FAILED, new Rejected("no")), new Forget()),
                row("what is over is over", Given.process(FAILED, new Gone()), forEver));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("plans")
    void plan(Row row) {
        assertThat(new ProcessPlanner().plan(row.given().situation())).isEqualTo(row.plan());
    }

    /** The promise that players rely on, over all combinations. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("everything")
    void nothingEndsAProcessWithRoomsButTheEndOfItsApplicationOrOfItself(Given given) {
        ProcessPlan plan = new ProcessPlanner().plan(given.situation());

        boolean ends = switch (plan) {
            case Stop stop -> stop.evenWithRooms();
            case Kill kill -> true;
            case Terminate terminate -> true;
            default -> false;
        };
        assertThat(ends).as("%s", plan).isFalse();
    }

    static Stream<Given> everything() {
        return Stream.of(RUNNING, DRAINING).flatMap(state -> Stream
                .of(BOUND, UNBOUND, LEAVING, new Unknown(""), new Waiting(""), new Rejected(""),
                        new Gone(), new Ended(false, "x"))
                .flatMap(view -> Stream.of(0L, 100L, 1_000_000L).flatMap(age -> Stream.of(true, false)
                        .map(newest -> newest
                                ? Given.process(state, view).age(age)
                                : Given.process(state, view).age(age).outdated()))));
    }
}
