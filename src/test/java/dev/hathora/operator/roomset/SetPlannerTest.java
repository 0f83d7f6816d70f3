package dev.hathora.operator.roomset;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.roomset.SetCase.inWords;
import static dev.hathora.operator.roomset.SetCase.set;
import static org.assertj.core.api.Assertions.assertThat;

/** What a set creates and removes, and what it says. */
class SetPlannerTest {
    private static Arguments row(String reason, SetCase given, String plan, String verdict) {
        return Arguments.argumentSet(reason, given, plan, verdict);
    }

    private static void check(SetCase given, String plan, String verdict) {
        SetPlan actual = given.plan();
        assertThat(inWords(actual)).isEqualTo(plan);
        assertThat(inWords(actual.verdict())).isEqualTo(verdict);
    }

    @ParameterizedTest
    @FieldSource
    void thereAreAsManyRoomsAsReplicas(SetCase given, String plan, String verdict) {
        check(given, plan, verdict);
    }

    static final Supplier<List<Arguments>> thereAreAsManyRoomsAsReplicas = () -> List.of(
            row("a new set creates all its rooms at once", set(3),
                    "create 3", "0 of 3 rooms exist; 0 of 3 rooms are available"),
            row("an empty set is complete", set(0), "nothing", "complete"),
            row("a negative number is none", set(-1, "a: ready"), "SCALE_DOWN a", "1 room is being deleted"),
            row("rooms boot", set(2, "a:", "b: ready"), "nothing", "1 of 2 rooms is available"),
            row("all are there", set(2, "a: ready", "b: ready"), "nothing", "complete"),
            row("the surge is for rollouts, not for more rooms", set(3, "a: ready").surge(5),
                    "create 2", "1 of 3 rooms exists; 1 of 3 rooms is available"),
            row("more are wanted while one is being deleted: it counts until it is gone",
                    set(3, "a: ready", "b: deleting", "c: deleting").surge(1),
                    "create 1", "1 of 3 rooms exists; 1 of 3 rooms is available; 2 rooms are being deleted"),
            row("without a surge its place is taken when it is gone",
                    set(2, "a: ready", "b: ready deleting").surge(0),
                    "nothing", "1 of 2 rooms exists; 1 of 2 rooms is available; 1 room is being deleted"),
            row("with a surge it is replaced at once", set(2, "a: ready", "b: ready deleting"),
                    "create 1", "1 of 2 rooms exists; 1 of 2 rooms is available; 1 room is being deleted"),
            row("a slow deletion does not make a set incomplete", set(1, "a: ready", "b: deleting"),
                    "nothing", "complete"),
            row("more are being deleted than there may be rooms", set(1, "a: deleting", "b: deleting", "c: deleting"),
                    "nothing", "0 of 1 room exists; 0 of 1 room is available; 3 rooms are being deleted"),
            row("huge numbers", set(Integer.MAX_VALUE).surge(Integer.MAX_VALUE), "create 2147483647",
                    "0 of 2147483647 rooms exist; 0 of 2147483647 rooms are available"));

    @ParameterizedTest
    @FieldSource
    void scalingDownRemovesWhatIsMissedLeast(SetCase given, String plan, String verdict) {
        check(given, plan, verdict);
    }

    static final Supplier<List<Arguments>> scalingDownRemovesWhatIsMissedLeast = () -> List.of(
            row("the newest", set(1, "a: ready age=1", "b: ready age=2", "c: ready age=3"),
                    "SCALE_DOWN a, SCALE_DOWN b", "2 rooms are being deleted"),
            row("before it the highest deletion cost", set(1, "a: ready age=1", "b: ready cost=5", "c: ready cost=-5"),
                    "SCALE_DOWN b, SCALE_DOWN a", "2 rooms are being deleted"),
            row("costs at their limits", set(1, "a: ready cost=-2147483648", "b: ready cost=2147483647"),
                    "SCALE_DOWN b", "1 room is being deleted"),
            row("before these, what is not ready, be its cost the lowest",
                    set(1, "a: ready cost=9", "b: lost cost=-9", "c: ready"),
                    "SCALE_DOWN b, SCALE_DOWN a", "2 rooms are being deleted"),
            row("of these, first what is stuck, then what boots, then what was ready",
                    set(1, "a: ready", "b: lost cost=3", "c: cost=2", "d: stuck cost=1"),
                    "SCALE_DOWN d, SCALE_DOWN c, SCALE_DOWN b", "3 rooms are being deleted"),
            row("what is stuck while it runs may have players",
                    set(1, "a: ready", "b: stuck-running cost=9", "c: cost=2"),
                    "SCALE_DOWN c, SCALE_DOWN b", "2 rooms are being deleted"),
            row("what is not ready for long enough is not available",
                    set(1, "a: ready cost=9", "b: ready=5", "c: lost").minReady(Duration.ofSeconds(10)),
                    "SCALE_DOWN c, SCALE_DOWN b", "2 rooms are being deleted"),
            row("of two alike, the name decides", set(1, "b: ready", "a: ready"),
                    "SCALE_DOWN a", "1 room is being deleted"),
            row("a room in use stays", set(1, "a: ready", "b: in-use ready cost=9"),
                    "SCALE_DOWN a", "1 room is being deleted"),
            row("be it ready or not", set(1, "a: ready", "b: in-use lost"),
                    "SCALE_DOWN a", "1 room is being deleted"),
            row("nothing is left to remove but rooms in use", set(1, "a: in-use ready", "b: in-use ready"),
                    "nothing", "waiting for 1 in use, SCALE_DOWN"),
            row("to zero", set(0, "a: in-use ready", "b: ready"), "SCALE_DOWN b", "1 room is being deleted"),
            row("to zero, and one in use", set(0, "a: in-use ready"), "nothing",
                    "waiting for 1 in use, SCALE_DOWN"),
            row("a room that is being deleted already is one less", set(1, "a: ready", "b: in-use ready deleting"),
                    "nothing", "complete"),
            row("where a rollout is paused, rooms of an old template go first",
                    set(1, "a: old ready age=9", "b: ready age=1 cost=9").paused(),
                    "SCALE_DOWN a", "1 room is being deleted"),
            row("where a user deletes old rooms, too", set(1, "a: old ready age=9", "b: ready age=1").onDelete(),
                    "SCALE_DOWN a", "1 room is being deleted"));

    @ParameterizedTest
    @FieldSource
    void whatHasEndedIsReplaced(SetCase given, String plan, String verdict) {
        check(given, plan, verdict);
    }

    static final Supplier<List<Arguments>> whatHasEndedIsReplaced = () -> List.of(
            row("at once with a surge", set(2, "a: ready", "b: ended"), "create 1, ENDED b",
                    "1 of 2 rooms exists; 1 of 2 rooms is available; 1 room is being deleted"),
            row("when it is gone, without", set(2, "a: ready", "b: ended").surge(0), "ENDED b",
                    "1 of 2 rooms exists; 1 of 2 rooms is available; 1 room is being deleted"),
            row("even in use: the room is over", set(1, "a: in-use ended"), "create 1, ENDED a",
                    "0 of 1 room exists; 0 of 1 room is available; 1 room is being deleted"),
            row("also in a paused set", set(1, "a: old ended").paused(), "create 1, ENDED a",
                    "0 of 1 room exists; 0 of 1 room is available; 1 room is being deleted"),
            row("where fewer are wanted, it is not", set(1, "a: ready", "b: ended"), "ENDED b",
                    "1 room is being deleted"),
            row("it is removed once", set(1, "a: ready", "b: ended deleting"), "nothing", "complete"));

    @ParameterizedTest
    @FieldSource
    void aRolloutKeepsItsBounds(SetCase given, String plan, String verdict) {
        check(given, plan, verdict);
    }

    static final Supplier<List<Arguments>> aRolloutKeepsItsBounds = () -> List.of(
            row("a room is created before one is removed", set(2, "a: old ready", "b: old ready"),
                    "create 1", "2 rooms of an old template are to be replaced"),
            row("none is removed while it boots", set(2, "a: old ready", "b: old ready", "c:"),
                    "nothing", "2 rooms of an old template are to be replaced"),
            row("nor before it is ready for long enough",
                    set(2, "a: old ready", "b: old ready", "c: ready=5").minReady(Duration.ofSeconds(6)),
                    "nothing", "2 rooms of an old template are to be replaced"),
            row("then one is, by the order of a scale-down", set(2, "a: old ready", "b: old ready cost=1", "c: ready"),
                    "ROLLOUT b", "2 rooms of an old template are to be replaced; 1 room is being deleted"),
            row("it has to be gone before the next one is created",
                    set(2, "a: old ready", "b: old ready deleting", "c: ready"),
                    "nothing", "1 room of an old template is to be replaced; 1 room is being deleted"),
            row("without a surge one is removed first",
                    set(2, "a: old ready age=1", "b: old ready").surge(0).unavailable(1),
                    "ROLLOUT a", "2 rooms of an old template are to be replaced; 1 room is being deleted"),
            row("both are 0: one may be unavailable, as for a Deployment",
                    set(1, "a: old ready").surge(0).unavailable(0),
                    "ROLLOUT a", "1 room of an old template is to be replaced; 1 room is being deleted"),
            row("both bounds are used", set(4, "a: old ready", "b: old ready", "c: old ready", "d: old ready")
                    .surge(2).unavailable(1),
                    "create 2, ROLLOUT a", "4 rooms of an old template are to be replaced; 1 room is being deleted"),
            row("all at once, where all may be unavailable", set(2, "a: old ready", "b: old ready").unavailable(9),
                    "create 1, ROLLOUT a, ROLLOUT b",
                    "2 rooms of an old template are to be replaced; 2 rooms are being deleted"),
            row("one that boots or is stuck is missed by nobody", set(3, "a: old ready", "b: old", "c: old stuck"),
                    "create 1, ROLLOUT c, ROLLOUT b", "3 rooms of an old template are to be replaced; "
                            + "1 of 3 rooms is available; 2 rooms are being deleted"),
            row("Hathora can't be asked, so that no room is ready: not all are removed for it",
                    set(3, "a: old lost", "b: old lost", "c: old lost"),
                    "create 1", "3 rooms of an old template are to be replaced; 0 of 3 rooms are available"),
            row("the token was revoked, but their players play on: not all are removed for it",
                    set(3, "a: old stuck-running", "b: old stuck-running", "c: old stuck-running").unavailable(1),
                    "create 1, ROLLOUT a", "2 stalled: b Forbidden, use another token"),
            row("one that is not ready goes for each new one that is available",
                    set(3, "a: old lost", "b: old ready", "c: old lost", "d: ready"),
                    "ROLLOUT a", "3 rooms of an old template are to be replaced; "
                            + "2 of 3 rooms are available; 1 room is being deleted"),
            row("no more are created than old ones can be replaced",
                    set(3, "a: old ready", "b: ready", "c: ready").surge(3),
                    "create 1", "1 room of an old template is to be replaced"),
            row("nor where the old one is removed at the same time",
                    set(3, "a: old ready", "b: ready", "c: ready").surge(3).unavailable(1),
                    "create 1, ROLLOUT a", "1 room of an old template is to be replaced; 1 room is being deleted"),
            row("all are replaced", set(2, "a: ready", "b: ready"), "nothing", "complete"),
            row("the template is as before: rooms that match again are up to date",
                    set(2, "a: ready", "b: ready", "c: old"), "ROLLOUT c",
                    "1 room of an old template is to be replaced; 1 room is being deleted"),
            row("fewer are wanted during a rollout: old ones go first",
                    set(2, "a: old ready", "b: old ready", "c: old ready", "d:"),
                    "SCALE_DOWN a", "3 rooms of an old template are to be replaced; 1 room is being deleted"),
            row("the rollout leaves enough that are available, also then",
                    set(2, "a: old ready", "b: old ready", "c:", "d:"),
                    "SCALE_DOWN c", "2 rooms of an old template are to be replaced; 1 room is being deleted"),
            row("to zero", set(0, "a: old ready", "b: old"), "SCALE_DOWN b, SCALE_DOWN a",
                    "2 rooms of an old template are to be replaced; 2 rooms are being deleted"),
            row("more are wanted during a rollout: they have the new template", set(3, "a: old ready", "b: ready"),
                    "create 2", "1 room of an old template is to be replaced; 2 of 3 rooms exist; "
                            + "2 of 3 rooms are available"));

    @ParameterizedTest
    @FieldSource
    void aRolloutGoesRoundRoomsInUse(SetCase given, String plan, String verdict) {
        check(given, plan, verdict);
    }

    static final Supplier<List<Arguments>> aRolloutGoesRoundRoomsInUse = () -> List.of(
            row("the other one is replaced", set(2, "a: old ready in-use", "b: old ready", "c: ready"),
                    "ROLLOUT b", "1 room of an old template is to be replaced; 1 room is being deleted"),
            row("it counts toward replicas, and waits without another one beside it",
                    set(2, "a: old ready in-use", "b: ready"), "nothing", "waiting for 1 in use, ROLLOUT"),
            row("when it is no longer in use, it is replaced", set(2, "a: old ready", "b: ready"),
                    "create 1", "1 room of an old template is to be replaced"),
            row("in use or not, it has to be available to be complete", set(2, "a: old lost in-use", "b: ready"),
                    "nothing", "1 of 2 rooms is available"),
            row("all came into use while another one was made: that is one too many",
                    set(2, "a: old ready in-use", "b: old ready in-use", "c: ready"),
                    "SCALE_DOWN c", "1 room is being deleted"),
            row("but it stays where it is needed", set(2, "a: old lost in-use", "b: old lost in-use", "c: ready")
                    .unavailable(1), "nothing", "1 of 2 rooms is available"),
            row("more are in use than wanted", set(1, "a: old ready in-use", "b: ready in-use"),
                    "nothing", "waiting for 1 in use, SCALE_DOWN"));

    @ParameterizedTest
    @FieldSource
    void aUserMayHoldARolloutBack(SetCase given, String plan, String verdict) {
        check(given, plan, verdict);
    }

    static final Supplier<List<Arguments>> aUserMayHoldARolloutBack = () -> List.of(
            row("paused", set(2, "a: old ready", "b: ready").paused(), "nothing", "paused, 1 outdated"),
            row("paused, with nothing to roll out", set(1, "a: ready").paused(), "nothing", "paused, 0 outdated"),
            row("paused, it is scaled with the new template", set(2, "a: old ready").paused(),
                    "create 1", "1 of 2 rooms exists; 1 of 2 rooms is available"),
            row("paused, with more in use than wanted", set(1, "a: old in-use ready", "b: old in-use ready").paused(),
                    "nothing", "waiting for 1 in use, SCALE_DOWN"),
            row("OnDelete: rooms of an old template stay", set(1, "a: old ready").onDelete(), "nothing", "complete"),
            row("even those that are not ready", set(1, "a: old").onDelete(), "nothing",
                    "0 of 1 room is available"),
            row("until a user deletes them", set(1, "a: old ready deleting").onDelete(),
                    "create 1", "0 of 1 room exists; 0 of 1 room is available; 1 room is being deleted"));

    @ParameterizedTest
    @FieldSource
    void aStuckRoomNeedsAUser(SetCase given, String plan, String verdict) {
        check(given, plan, verdict);
    }

    static final Supplier<List<Arguments>> aStuckRoomNeedsAUser = () -> List.of(
            row("another one would be stuck, too", set(2, "a: ready", "b: stuck"),
                    "nothing", "1 stalled: b Forbidden, use another token"),
            row("the new template is bad: the old rooms stay", set(2, "a: old ready", "b: old ready", "c: stuck"),
                    "nothing", "1 stalled: c Forbidden, use another token"),
            row("the old template was bad", set(1, "a: old stuck"), "create 1, ROLLOUT a",
                    "1 room of an old template is to be replaced; 0 of 1 room is available; 1 room is being deleted"),
            row("but its room is in use", set(1, "a: old stuck in-use"),
                    "nothing", "1 stalled: a Forbidden, use another token"),
            row("or the rollout is paused", set(1, "a: old stuck").paused(),
                    "nothing", "1 stalled: a Forbidden, use another token"),
            row("one of the current template is named first, then the oldest",
                    set(3, "a: old stuck in-use age=9", "b: stuck age=1", "c: stuck age=2"),
                    "nothing", "3 stalled: c Forbidden, use another token"),
            row("what else can be done is done", set(3, "a: stuck"),
                    "create 2", "1 stalled: a Forbidden, use another token"),
            row("one that is being deleted needs nobody", set(1, "a: ready", "b: stuck deleting"),
                    "nothing", "complete"));
}
