package dev.hathora.operator.room;

import java.time.Duration;

import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.hathora.operator.room.Given.FINALS;
import static dev.hathora.operator.room.Given.NOW;
import static dev.hathora.operator.room.Given.in;
import static org.assertj.core.api.Assertions.assertThat;

class SetbackTest {
    private static final Duration GROWING_PAUSE = Duration.ofSeconds(4);

    private static Rest after(Operation operation, ErrorKind kind, @Nullable Duration retryAfter) {
        HathoraException failure = new HathoraException(operation, kind, Effect.NOT_APPLIED, 0,
                operation.hathoraName() + " failed", retryAfter, null);
        return Setback.rest(failure, "https://api.hathora.dev:443", "the token in Secret hathora", FINALS,
                Watch.ROUTINE, GROWING_PAUSE, NOW);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GET_ROOM_INFO      | UNAUTHORIZED | CREDENTIALS_INVALID   | 30 | '. Hathora rejects the token in Secret hathora: replace it with a valid one.' | a token may be put right at any time",
        "CREATE_ROOM        | BILLING      | BILLING_BLOCKED       | 60 | '. Settle billing, or raise the limit that Hathora names, on your Hathora server.'  | a user has to act",
        "DESTROY_ROOM       | FORBIDDEN    | FORBIDDEN             | 60 | '. Hathora does not allow this with the token in Secret hathora: use a token with the required permission.' | a user has to act",
        "UPDATE_ROOM_CONFIG | INVALID      | REQUEST_REJECTED      | 60 | '. Correct the field that Hathora names. If it is immutable, create a new resource.' | Hathora's words say what is wrong",
        "CREATE_ROOM        | ABSENT       | APPLICATION_NOT_FOUND | 3  | '. Check spec.appId and spec.deploymentId; the application is app-1.' | createRoom names nothing else that could be absent; the application may be applied with the room",
        "GET_ROOM_INFO      | TRANSIENT    | HATHORA_UNREACHABLE   | 4  | ''                                          | it may pass",
        "CREATE_ROOM        | TRANSIENT    | HATHORA_UNREACHABLE   | 4  | ''                                          | it may pass",
        "SUSPEND_ROOM       | ABSENT       | HATHORA_UNREACHABLE   | 4  | ''                                          | a look will tell",
        "CREATE_ROOM        | CONFLICT     | HATHORA_UNREACHABLE   | 4  | ''                                          | a look will tell",
        "GET_ROOM_INFO      | THROTTLED    | RATE_LIMITED          | 4  | ''                                          | the caller's pause, which grows",
    })
    void aFailureSaysHowToGoOn(Operation operation, ErrorKind kind, Reason reason, int pause, String remedy,
            String why) {
        assertThat(after(operation, kind, null)).as(why)
                .isEqualTo(new Rest(reason, operation.hathoraName() + " failed" + remedy, Watch.ROUTINE, in(pause)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "THROTTLED    | 9  | 9  | Hathora says when",
        "THROTTLED    | 4  | 4  | as long as the caller would have waited",
        "THROTTLED    | 1  | 4  | no sooner than the caller would have come back",
        "TRANSIENT    | 9  | 9  | a 503 may say when, too",
        "TRANSIENT    | 1  | 4  | no sooner than the caller would have come back",
        "UNAUTHORIZED | 90 | 30 | a token is put right by others",
    })
    void hathoraMayAskForALongerPause(ErrorKind kind, int asked, int pause, String why) {
        assertThat(after(Operation.GET_ROOM_INFO, kind, Duration.ofSeconds(asked)).until()).as(why)
                .isEqualTo(in(pause));
    }

    @ParameterizedTest
    @EnumSource
    void everyFailureHasAnAnswer(ErrorKind kind) {
        for (Operation operation : Operation.values()) {
            Rest rest = after(operation, kind, null);
            assertThat(rest.message()).startsWith(operation.hathoraName() + " failed");
            assertThat(rest.until()).isAfter(NOW);
            assertThat(rest.reason().kind()).isIn(Reason.Kind.STALLED, Reason.Kind.PROGRESSING,
                    Reason.Kind.UNREACHABLE);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GET_APP       | 404 | true  | the answering server does not know the application",
        "GET_APP       | 403 | true  | or does not show it to this token",
        "GET_APP       | 500 | false | it fails",
        "GET_APP       | 0   | false | nobody answers",
        "GET_ROOM_INFO | 404 | false | a room may be absent",
    })
    void whoeverDoesNotKnowTheApplicationProvesNothing(Operation operation, int status, boolean doubted, String why) {
        HathoraException failure = new HathoraException(operation, ErrorKind.TRANSIENT, Effect.NOT_APPLIED, status,
                "getApp failed", null, null);

        Rest ofRoom = Setback.rest(failure, "https://api.example:443", "the token in Secret hathora", FINALS,
                Watch.ROUTINE, GROWING_PAUSE, NOW);
        Rest ofNone = Setback.rest(failure, "https://api.example:443", "the token in Secret hathora", null,
                Watch.ROUTINE, GROWING_PAUSE, NOW);

        assertThat(ofRoom.reason()).isEqualTo(Reason.HATHORA_UNREACHABLE);
        assertThat(ofRoom.message()
                .contains("https://api.example:443 does not know room finals or its application app-1"))
                .as(why).isEqualTo(doubted);
        assertThat(ofNone.message().contains("does not know the application")).as(why).isEqualTo(doubted);
    }
}
