package dev.hathora.operator.room;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Flux, Argo CD and {@code kubectl} (through kstatus) conclude from our conditions: whether to go on waiting for a
 * resource, to go on to the next one, or to give up.
 */
class KstatusTest {
    private enum Verdict {
        CURRENT,
        IN_PROGRESS,
        FAILED,
        TERMINATING
    }

    /** The rules of kstatus for kinds that it does not know, in its order. */
    private static Verdict judge(HathoraRoomStatus status, long generation, boolean deleting) {
        if (deleting) {
            return Verdict.TERMINATING;
        }
        Long observed = status.observedGeneration();
        if (observed != null && observed != generation) {
            return Verdict.IN_PROGRESS;
        }
        if (is("True", status.condition("Reconciling"))) {
            return Verdict.IN_PROGRESS;
        }
        if (is("True", status.condition("Stalled"))) {
            return Verdict.FAILED;
        }
        Condition ready = status.condition("Ready");
        return ready == null || is("True", ready) ? Verdict.CURRENT : Verdict.IN_PROGRESS;
    }

    private static boolean is(String expected, @Nullable Condition condition) {
        return condition != null && expected.equals(condition.getStatus());
    }

    /** The status of a resource whose room is as spec wants it, or not, and that rests for this reason. */
    private static HathoraRoomStatus status(Reason reason, boolean asWanted) {
        Given given = asWanted ? Given.given() : Given.given("state: Suspended");
        return Projected.status(given.confirmed().joinable().situation(),
                new Rest(reason, "Because.", Watch.NONE, null), HathoraRoomStatus.EMPTY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ACTIVE                | CURRENT     | what was applied is there",
        "SUSPENDED             | CURRENT     | so is an intended suspension",
        "OBSERVED              | CURRENT     | the observed room is in the state that spec names",
        "PAUSED                | CURRENT     | the room is in the state that spec names",
        "ROOM_ENDED            | IN_PROGRESS | not Ready, and kstatus knows no third thing; a deployment should not wait for a room that ends",
        "SCHEDULING            | IN_PROGRESS | it takes seconds",
        "STARTING              | IN_PROGRESS | it takes seconds",
        "RESTARTING            | IN_PROGRESS | another room follows",
        "VERIFYING             | IN_PROGRESS | it takes seconds",
        "ROOM_NOT_FOUND        | IN_PROGRESS | somebody else has to make the room first",
        "DELETING              | IN_PROGRESS | (the deletion timestamp says more)",
        "RATE_LIMITED          | IN_PROGRESS | it is tried again",
        "HATHORA_UNREACHABLE   | IN_PROGRESS | it is tried again, and an outage is no fault of what was applied",
        "INVALID_SPEC          | FAILED      | only a human can help",
        "CREDENTIALS_MISSING   | FAILED      | only a human can help",
        "CREDENTIALS_INVALID   | FAILED      | only a human can help",
        "BILLING_BLOCKED       | FAILED      | only a human can help",
        "FORBIDDEN             | FAILED      | only a human can help",
        "APPLICATION_NOT_FOUND | FAILED      | only a human can help",
        "REQUEST_REJECTED      | FAILED      | only a human can help",
        "CONNECTION_SECRET_UNAVAILABLE | FAILED | only a human can help",
        "ROOM_ID_CONFLICT      | FAILED      | only a human can help",
        "CONNECTION_SECRET_UNAVAILABLE | FAILED | only a human can help",
    })
    void everyReasonIsJudged(Reason reason, Verdict verdict, String why) {
        assertThat(judge(status(reason, true), Projected.GENERATION, false)).as(why).isEqualTo(verdict);
    }

    @Test
    void theTableAboveKnowsEveryReason() throws NoSuchMethodException {
        Set<Reason> judged = Stream.of(KstatusTest.class.getDeclaredMethod("everyReasonIsJudged", Reason.class,
                Verdict.class, String.class).getAnnotation(CsvSource.class).value())
                .map(row -> Reason.valueOf(row.substring(0, row.indexOf(' ')))).collect(Collectors.toSet());
        assertThat(judged).isEqualTo(EnumSet.allOf(Reason.class));
    }

    @ParameterizedTest
    @EnumSource(names = {"OBSERVED", "PAUSED"})
    void aRoomThatIsOnlyLookedAtIsJudgedByWhatItIs(Reason reason) {
        assertThat(judge(status(reason, false), Projected.GENERATION, false))
                .as("spec wants it suspended, and it runs").isEqualTo(Verdict.IN_PROGRESS);
    }

    @Test
    void whatWasAppliedAMomentAgoIsNotCurrentYet() {
        assertThat(judge(status(Reason.ACTIVE, true), Projected.GENERATION + 1, false))
                .isEqualTo(Verdict.IN_PROGRESS);
    }

    @Test
    void whatNobodyHasLookedAtIsNotCurrentYet() {
        assertThat(judge(HathoraRoomStatus.EMPTY, 1, false)).as("without status: this is why the CRD has a default")
                .isEqualTo(Verdict.CURRENT);
        assertThat(judge(Serialization.unmarshal("observedGeneration: -1", HathoraRoomStatus.class), 1, false))
                .isEqualTo(Verdict.IN_PROGRESS);
    }

    @Test
    void aResourceThatIsBeingDeletedIsTerminating() {
        assertThat(judge(status(Reason.CREDENTIALS_MISSING, true), Projected.GENERATION, true))
                .isEqualTo(Verdict.TERMINATING);
    }

    @Test
    void stalledAndReconcilingAreNeverThereAtOnce() {
        for (Reason reason : Reason.values()) {
            HathoraRoomStatus status = status(reason, true);
            assertThat(status.condition("Stalled") != null && status.condition("Reconciling") != null)
                    .as("%s", reason).isFalse();
            assertThat(status.condition("Ready")).as("%s", reason).isNotNull();
        }
    }
}
