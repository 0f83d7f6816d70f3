package dev.hathora.operator.room;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import dev.hathora.operator.api.hathoraroom.Binding;
import dev.hathora.operator.api.hathoraroom.Connection;
import dev.hathora.operator.api.hathoraroom.CurrentAllocation;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.PastAllocation;
import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.Attempts.Create;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import io.fabric8.kubernetes.api.model.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.room.Given.FIRST;
import static dev.hathora.operator.room.Given.NOW;
import static dev.hathora.operator.room.Given.PLACED;
import static dev.hathora.operator.room.Given.SECOND;
import static dev.hathora.operator.room.Given.ago;
import static dev.hathora.operator.room.Given.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

class StatusProjectionTest {
    private static final String OWN_ID = "roomId: finals";
    private static final String OBSERVE = "managementPolicy: ObserveOnly";
    private static final String PAUSED = "paused: true";
    private static final String SUSPENDED = "state: Suspended";
    private static final String ROOM = FIRST.roomId();
    private static final String ADDRESS = " at 1.proxy.hathora.dev:31234";

    /** What status says of a first room that can be joined. */
    private static final HathoraRoomStatus ACTIVE = Projected.status(given().confirmed()
            .present(RoomStatus.ACTIVE, PLACED, Connections.ACTIVE).situation(), HathoraRoomStatus.EMPTY);

    private static Rest failed(ErrorKind kind) {
        return Setback.rest(new HathoraException(Operation.GET_ROOM_INFO, kind, Effect.NOT_APPLIED, 500,
                "getRoomInfo failed with 500", null, null), "https://api.hathora.dev:443", "the token", FIRST,
                Watch.NONE, Duration.ofSeconds(1), NOW);
    }

    @ParameterizedTest
    @FieldSource("rests")
    void aRestShowsAs(Given given, String line) {
        assertThat(Projected.line(Projected.status(given.situation(), HathoraRoomStatus.EMPTY))).isEqualTo(line);
    }

    static final Supplier<List<Arguments>> rests = () -> List.of(
            argumentSet("no room is made only to be suspended", given(SUSPENDED),
                    "SUSPENDED Ready=True Suspended: no room"),
            argumentSet("claimed, never made, and suspended", given(SUSPENDED).claimed(),
                    "SUSPENDED Ready=True Suspended: no room"),
            argumentSet("an id that is only claimed is not shown",
                    given().claimed().create(Create.ACCEPTED, 1).absent(0),
                    "PENDING Ready=False Reconciling=True Verifying: no room"),
            argumentSet("created, and its process starts", given().claimed().created(ReadyStatus.STARTING),
                    "SCHEDULING Ready=False Reconciling=True Starting: " + ROOM),
            argumentSet("waits for a process", given().claimed().present(RoomStatus.SCHEDULING),
                    "SCHEDULING Ready=False Reconciling=True Scheduling: " + ROOM),
            argumentSet("on a process that starts", given().claimed().present(RoomStatus.ACTIVE),
                    "SCHEDULING Ready=False Reconciling=True Starting: " + ROOM + " on process-1"),
            argumentSet("can be joined", given().claimed().joinable(),
                    "ACTIVE Ready=True Active: " + ROOM + " on process-1" + ADDRESS),
            argumentSet("suspended as wanted", given(SUSPENDED).claimed().present(RoomStatus.SUSPENDED),
                    "SUSPENDED Ready=True Suspended: " + ROOM),
            argumentSet("to be suspended, which has to wait", given(SUSPENDED).confirmed().joinable().mayWake(1),
                    "ACTIVE Ready=False Reconciling=True Verifying: " + ROOM + " on process-1" + ADDRESS),
            argumentSet("ended, and another one follows", given().confirmed().absent(0),
                    "PENDING Ready=False Reconciling=True Restarting: " + ROOM),
            argumentSet("ended while spec.state was Suspended", given(SUSPENDED).confirmed().absent(0),
                    "SUSPENDED Ready=True Suspended: " + ROOM),
            argumentSet("ended for good: neither worked on nor stuck", given("restartPolicy: Never").confirmed()
                    .destroyed(0), "DESTROYED Ready=False RoomEnded: " + ROOM),
            argumentSet("paused without a room", given(PAUSED), "PENDING Ready=False Paused: no room"),
            argumentSet("paused, and as spec wants it", given(PAUSED).confirmed().joinable(),
                    "ACTIVE Ready=True Paused: " + ROOM + " on process-1" + ADDRESS),
            argumentSet("paused, and not as spec wants it", given(PAUSED, SUSPENDED).confirmed().joinable(),
                    "ACTIVE Ready=False Paused: " + ROOM + " on process-1" + ADDRESS),
            argumentSet("paused, and off its process as spec wants it", given(PAUSED, SUSPENDED).confirmed()
                    .present(RoomStatus.SUSPENDED), "SUSPENDED Ready=True Paused: " + ROOM),
            argumentSet("paused, and suspended by somebody", given(PAUSED).confirmed().present(RoomStatus.SUSPENDED),
                    "SUSPENDED Ready=False Paused: " + ROOM),
            argumentSet("paused, and ended", given(PAUSED).confirmed().absent(0),
                    "DESTROYED Ready=False Paused: " + ROOM),
            argumentSet("an observed room is shown, though it is not claimed",
                    given(OWN_ID, OBSERVE).present(RoomStatus.SUSPENDED), "SUSPENDED Ready=False Observed: finals"),
            argumentSet("an observed room that runs", given(OWN_ID, OBSERVE).joinable(),
                    "ACTIVE Ready=True Observed: finals on process-1" + ADDRESS),
            argumentSet("an observed room that starts", given(OWN_ID, OBSERVE).present(RoomStatus.ACTIVE),
                    "SCHEDULING Ready=False Observed: finals on process-1"),
            argumentSet("an observed room that waits for a process is not", given(OWN_ID, OBSERVE)
                    .present(RoomStatus.SCHEDULING), "SCHEDULING Ready=False Observed: finals"),
            argumentSet("a room that was paused while it started: nobody asks for its port, which could wake it",
                    given(PAUSED).confirmed()
                            .present(RoomStatus.ACTIVE, PLACED, Connections.STARTING),
                    "SCHEDULING Ready=False Paused: " + ROOM + " on process-1"),
            argumentSet("no room to observe", given(OWN_ID, OBSERVE).absent(0),
                    "PENDING Ready=False Reconciling=True RoomNotFound: no room"),
            argumentSet("an observed room that ended", given(OWN_ID, OBSERVE).destroyed(0),
                    "DESTROYED Ready=False Observed: finals"),
            argumentSet("a room of others that spec names does not belong into status", given(OWN_ID).joinable(),
                    "PENDING Ready=False Stalled=True RoomIdConflict: no room"),
            argumentSet("an id that was used up does not either", given(OWN_ID).destroyed(0),
                    "PENDING Ready=False Stalled=True RoomIdConflict: no room"),
            argumentSet("a spec that can't be carried out", given(OWN_ID, "restartPolicy: Always"),
                    "PENDING Ready=False Stalled=True InvalidSpec: no room"),
            argumentSet("a spec that has become invalid: the room keeps running",
                    given(OWN_ID, "restartPolicy: Always").confirmed().joinable(),
                    "ACTIVE Ready=False Stalled=True InvalidSpec: finals on process-1" + ADDRESS),
            argumentSet("deletion waits for a destroyed room to go", given().confirmed().joinable().destroySent(0)
                    .deleting(), "ACTIVE Ready=False Reconciling=True Deleting: " + ROOM + " on process-1" + ADDRESS),
            argumentSet("deletion waits for an unclear create",
                    given().claimed().create(Create.UNCLEAR, 1).destroySent(0).absent(0).deleting(),
                    "DESTROYED Ready=False Reconciling=True Deleting: no room"),
            argumentSet("deletion waits because of a pause", given(PAUSED).confirmed().deleting(),
                    "PENDING Ready=False Paused: " + ROOM));

    @ParameterizedTest
    @FieldSource("failures")
    void aFailureShowsAs(Given given, Rest rest, String line) {
        assertThat(Projected.line(Projected.status(given.situation(), rest, ACTIVE))).isEqualTo(line);
    }

    static final Supplier<List<Arguments>> failures = () -> List.of(
            argumentSet("Hathora can't be asked: what was known stands", given().confirmed(),
                    failed(ErrorKind.TRANSIENT),
                    "UNKNOWN Ready=Unknown Reconciling=True HathoraUnreachable: " + ROOM + " on process-1" + ADDRESS),
            argumentSet("it was suspended, and the look after that failed: its address counts no longer",
                    given(SUSPENDED).confirmed().suspendSent(), failed(ErrorKind.TRANSIENT),
                    "UNKNOWN Ready=Unknown Reconciling=True HathoraUnreachable: " + ROOM),
            argumentSet("so after a destroyRoom", given().confirmed().destroySent(1).deleting(),
                    failed(ErrorKind.TRANSIENT), "UNKNOWN Ready=Unknown Reconciling=True HathoraUnreachable: " + ROOM),
            argumentSet("a change of a room that can be joined failed", given().confirmed()
                    .present(RoomStatus.ACTIVE, PLACED, Connections.ACTIVE), failed(ErrorKind.TRANSIENT),
                    "UNKNOWN Ready=Unknown Reconciling=True HathoraUnreachable: " + ROOM + " on process-1" + ADDRESS),
            argumentSet("a room that was suspended by others can't be joined, and its resume failed",
                    given().confirmed().present(RoomStatus.SUSPENDED), failed(ErrorKind.TRANSIENT),
                    "UNKNOWN Ready=Unknown Reconciling=True HathoraUnreachable: " + ROOM),
            argumentSet("the room moved, and nobody could ask yet where to", given().confirmed()
                    .present(RoomStatus.ACTIVE), failed(ErrorKind.TRANSIENT),
                    "UNKNOWN Ready=Unknown Reconciling=True HathoraUnreachable: " + ROOM + " on process-1"),
            argumentSet("the next room is claimed and can't be made yet: the address was the last one's",
                    given().claimed(SECOND).create(Create.UNCLEAR, 0), failed(ErrorKind.TRANSIENT),
                    "UNKNOWN Ready=Unknown Reconciling=True HathoraUnreachable: " + ROOM),
            argumentSet("the room is gone, and the next one can't be made yet", given().confirmed().destroyed(0),
                    failed(ErrorKind.TRANSIENT), "UNKNOWN Ready=Unknown Reconciling=True HathoraUnreachable: " + ROOM),
            argumentSet("the token is refused: nothing is known", given().confirmed(), failed(ErrorKind.UNAUTHORIZED),
                    "UNKNOWN Ready=False Stalled=True CredentialsInvalid: " + ROOM + " on process-1" + ADDRESS),
            argumentSet("billing blocks a change: players can still connect", given().confirmed()
                    .present(RoomStatus.ACTIVE, PLACED, Connections.ACTIVE), failed(ErrorKind.BILLING),
                    "ACTIVE Ready=False Stalled=True BillingBlocked: " + ROOM + " on process-1" + ADDRESS),
            argumentSet("slowed down: nothing has changed", given().confirmed(), failed(ErrorKind.THROTTLED),
                    "ACTIVE Ready=False Reconciling=True RateLimited: " + ROOM + " on process-1" + ADDRESS));

    @Test
    void whatIsWrongBesideTheRoomDoesNotChangeWhereItIs() {
        Rest secret = new Rest(Reason.CONNECTION_SECRET_UNAVAILABLE, "Secret one exists.", Watch.NONE, null);
        for (Given given : List.of(given().confirmed().destroyed(0), given(SUSPENDED), given().claimed().joinable())) {
            Situation s = given.situation();
            Rest rest = (Rest) new Planner().plan(s);
            HathoraRoomStatus beside = Projected.statusBeside(s, rest, secret, HathoraRoomStatus.EMPTY);
            assertThat(beside.phase()).isEqualTo(Projected.status(s, HathoraRoomStatus.EMPTY).phase());
            assertThat(Projected.line(beside)).contains("Stalled=True ConnectionSecretUnavailable");
        }
    }

    @ParameterizedTest
    @FieldSource
    void anAnnotationThatGivesUpAnotherRoomIsPointedOut(Given given, Rest rest) {
        Situation s = given.deleting().abandon("finalz").situation();
        String note = " The annotation hathora.dev/abandon-room names finalz, this room is " + ROOM + ".";

        HathoraRoomStatus status = Projected.status(s, rest, Projected.status(given.deleting().situation(), rest,
                HathoraRoomStatus.EMPTY));

        assertThat(status.conditions()).extracting(Condition::getMessage).containsOnly(rest.message() + note);
        Rest another = new Rest(rest.reason(),
                rest.reason().kind() == Reason.Kind.UNREACHABLE ? "again" : rest.message(),
                rest.watch(), rest.until());
        assertThat(Projected.status(s, another, status)).as("said once").isEqualTo(status);
    }

    static final Supplier<List<Arguments>> anAnnotationThatGivesUpAnotherRoomIsPointedOut = () -> List.of(
            argumentSet("Hathora can't be asked", given().confirmed(), failed(ErrorKind.TRANSIENT)),
            argumentSet("paused", given(PAUSED).confirmed(),
                    new Rest(Reason.PAUSED, "Deletion waits.", Watch.NONE, null)),
            argumentSet("no token", given().confirmed(),
                    new Rest(Reason.CREDENTIALS_MISSING, "There is no Secret a.", Watch.NONE, null)));

    @Test
    void aResourceWithoutARoomIsPendingWhileItCantBeMade() {
        assertThat(Projected.line(Projected.status(given().claimed().situation(), failed(ErrorKind.UNAUTHORIZED),
                HathoraRoomStatus.EMPTY))).isEqualTo("PENDING Ready=False Stalled=True CredentialsInvalid: no room");
        assertThat(Projected.line(Projected.status(given().confirmed().situation(), failed(ErrorKind.THROTTLED),
                HathoraRoomStatus.EMPTY))).isEqualTo("PENDING Ready=False Reconciling=True RateLimited: " + ROOM);
    }

    @Test
    void aRoomThatCanBeJoinedIsDescribedInFull() {
        HathoraRoomStatus status = Projected.status(given().claimed(SECOND).ran(ROOM, 90, 80)
                .present(RoomStatus.ACTIVE, PLACED, Connections.ACTIVE).situation(),
                new Rest(Reason.ACTIVE, "Room can be joined.", Watch.ROUTINE, null), ACTIVE, new Binding("duel-room"));
        assertThat(status.observedGeneration()).isEqualTo(Projected.GENERATION);
        assertThat(status.roomId()).isEqualTo(SECOND.roomId());
        assertThat(status.appId()).isEqualTo("app-1");
        assertThat(status.restarts()).isEqualTo(1);
        assertThat(status.binding()).isEqualTo(new Binding("duel-room"));
        assertThat(status.connection())
                .isEqualTo(
                        new Connection("1.proxy.hathora.dev:31234", "1.proxy.hathora.dev", 31_234, "tcp", "default"));
        assertThat(status.additionalPorts()).containsExactly(
                new Connection("2.proxy.hathora.dev:31235", "2.proxy.hathora.dev", 31_235, "udp", "voice"));
        assertThat(status.currentAllocation())
                .isEqualTo(new CurrentAllocation("alloc-1", "process-1", PLACED.scheduledAt()));
        assertThat(status.allocations()).as("the room of now first, whatever times Hathora tells").containsExactly(
                new PastAllocation(SECOND.roomId(), "alloc-1", "process-1", PLACED.scheduledAt(), null),
                new PastAllocation(ROOM, "alloc-1", "process-1", ago(90), ago(80)));
    }

    @Test
    void additionalPortsGoAndStayWithTheConnection() {
        assertThat(Projected.status(given().confirmed().situation(), failed(ErrorKind.TRANSIENT), ACTIVE)
                .additionalPorts()).as("not known otherwise").isEqualTo(ACTIVE.additionalPorts()).isNotEmpty();
        assertThat(Projected.status(given().confirmed().present(RoomStatus.SCHEDULING).situation(), ACTIVE)
                .additionalPorts()).as("can't be joined").isEmpty();
    }

    @Test
    void createdOnAProcessWithSpaceItCanBeJoinedAtOnce() {
        Situation s = given().claimed().created(ReadyStatus.ACTIVE).situation();
        assertThat(Projected.line(Projected.status(s, failed(ErrorKind.THROTTLED), HathoraRoomStatus.EMPTY)))
                .isEqualTo("ACTIVE Ready=False Reconciling=True RateLimited: " + ROOM + ADDRESS);
    }

    @Test
    void aRoomThatWasOnlyObservedIsForgottenWhenItIsNotTakenOver() {
        HathoraRoomStatus observed = Projected.status(given(OWN_ID, OBSERVE).joinable().situation(),
                HathoraRoomStatus.EMPTY);
        assertThat(Projected.line(observed)).contains("Observed: finals");
        HathoraRoomStatus refused = Projected.status(given(OWN_ID).joinable().situation(), observed);
        assertThat(Projected.line(refused)).isEqualTo("PENDING Ready=False Stalled=True RoomIdConflict: no room");
        assertThat(refused.appId()).isNull();
    }

    @ParameterizedTest
    @FieldSource("rests")
    void nothingChangesWhileNothingChanged(Given given, String line) {
        HathoraRoomStatus status = Projected.status(given.situation(), HathoraRoomStatus.EMPTY);
        Situation s = given.situation();
        Situation later = new Situation(s.ids(), s.desired(), s.claims(), s.observation(), s.lookedSinceDeletion(),
                s.attempts(), s.before(), s.after(), s.peers(), new History(status.allocations()), s.deleting(),
                s.abandon(),
                s.heldBy(), s.contest(), s.elsewhere(), NOW.plusMillis(999));
        assertThat(Projected.status(later, (Rest) new Planner().plan(s), status)).isEqualTo(status);
    }
}
