package dev.hathora.operator.room;

import java.time.Duration;

import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.Attempts.Create;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;

import static dev.hathora.operator.room.Given.given;

/** A status for each reason, as the operator writes it in a situation that leads to it. */
public final class TypicalStatus {
    /** The generation that these statuses belong to. */
    public static final long GENERATION = Projected.GENERATION;

    private static final String SUSPENDED = "state: Suspended";
    private static final String OWN_ID = "roomId: finals";
    private static final String OBSERVE = "managementPolicy: ObserveOnly";
    private static final String PAUSED = "paused: true";

    private TypicalStatus() {}

    /** The status of a resource that rests for this reason; where that can be so or so, its room is as spec wants it. */
    public static HathoraRoomStatus of(Reason reason) {
        return switch (reason) {
            case ACTIVE -> planned(given().confirmed().joinable());
            case SUSPENDED -> planned(given(SUSPENDED).confirmed().present(RoomStatus.SUSPENDED));
            case OBSERVED -> planned(given(OWN_ID, OBSERVE).joinable());
            case PAUSED -> planned(given(PAUSED).confirmed().joinable());
            case ROOM_ENDED -> planned(given("restartPolicy: Never").confirmed().destroyed(0));
            case SCHEDULING -> planned(given().claimed().present(RoomStatus.SCHEDULING));
            case STARTING -> planned(given().claimed().created(ReadyStatus.STARTING));
            case RESTARTING -> planned(given().confirmed().absent(0));
            case VERIFYING -> planned(given().claimed().create(Create.ACCEPTED, 1).absent(0));
            case ROOM_NOT_FOUND -> planned(given(OWN_ID, OBSERVE).absent(0));
            case DELETING -> planned(given().confirmed().joinable().destroySent(0).deleting());
            case INVALID_SPEC -> planned(given(OWN_ID, "restartPolicy: Always"));
            case ENDPOINT_CHANGED -> planned(given().claimed().claimedElsewhere(false));
            case ROOM_ID_CONFLICT -> planned(given(OWN_ID).joinable());
            case RESTORED_COPY -> planned(given().inherited().joinable());
            case RATE_LIMITED -> failed(Operation.CREATE_ROOM, ErrorKind.THROTTLED);
            case HATHORA_UNREACHABLE -> failed(Operation.GET_ROOM_INFO, ErrorKind.TRANSIENT);
            case CREDENTIALS_INVALID -> failed(Operation.GET_ROOM_INFO, ErrorKind.UNAUTHORIZED);
            case BILLING_BLOCKED -> failed(Operation.CREATE_ROOM, ErrorKind.BILLING);
            case FORBIDDEN -> failed(Operation.CREATE_ROOM, ErrorKind.FORBIDDEN);
            case APPLICATION_NOT_FOUND -> failed(Operation.CREATE_ROOM, ErrorKind.ABSENT);
            case REQUEST_REJECTED -> failed(Operation.CREATE_ROOM, ErrorKind.INVALID);
            case CREDENTIALS_MISSING -> status(given().confirmed(), because(reason));
            case CONNECTION_SECRET_UNAVAILABLE -> status(given().confirmed().joinable(), because(reason));
            case ROOM_CONFIG_DIFFERS -> planned(given("roomConfig: wanted").confirmed().updateSent("wanted", 4, 1)
                    .joinable());
            case WRITE_REFUSED -> status(given(), because(reason));
        };
    }

    /** The status of a resource that is only looked at, and whose room runs although spec wants it suspended. */
    public static HathoraRoomStatus againstSpec(Reason reason) {
        return reason == Reason.PAUSED
                ? planned(given(PAUSED, SUSPENDED).confirmed().joinable())
                : planned(given(OWN_ID, OBSERVE, SUSPENDED).joinable());
    }

    private static HathoraRoomStatus planned(Given given) {
        return Projected.status(given.situation(), HathoraRoomStatus.EMPTY);
    }

    private static HathoraRoomStatus failed(Operation operation, ErrorKind kind) {
        Given given = operation == Operation.CREATE_ROOM ? given().claimed() : given().confirmed();
        HathoraException failure = new HathoraException(operation, kind, Effect.NOT_APPLIED, 500, "It failed", null,
                null);
        return status(given,
                Setback.rest(failure, "https://api.hathora.dev:443", "the token", Given.FIRST, Watch.NONE,
                        Duration.ofSeconds(1),
                        Given.NOW));
    }

    /** What the controller finds out, not the planner. */
    private static Rest because(Reason reason) {
        return new Rest(reason, "Because.", Watch.NONE, null);
    }

    private static HathoraRoomStatus status(Given given, Rest rest) {
        return Projected.status(given.situation(), rest, HathoraRoomStatus.EMPTY);
    }
}
