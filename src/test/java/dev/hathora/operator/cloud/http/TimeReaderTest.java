package dev.hathora.operator.cloud.http;

import java.time.Instant;
import java.util.List;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.hathora.operator.cloud.http.Calls.APP;
import static dev.hathora.operator.cloud.http.Calls.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

/** The times that Hathora may send, and what of them can be stored. */
class TimeReaderTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "none", textBlock = """
            "2026-01-02T03:04:05.678Z"            | 2026-01-02T03:04:05.678Z       | as documented
            "2026-01-02T03:04:05Z"                | 2026-01-02T03:04:05Z           | without fractions
            "2026-01-02T03:04:05.123456789Z"      | 2026-01-02T03:04:05.123456789Z | nanoseconds
            "2026-01-02T03:04:05.1234567891Z"     | none                           | more digits than there are
            "2026-01-02T05:04:05.678+02:00"       | 2026-01-02T03:04:05.678Z       | an offset
            "2026-01-01t21:04:05.678-06:00"       | 2026-01-02T03:04:05.678Z       | lower case
            "2026-01-02t03:04:05z"                | 2026-01-02T03:04:05Z           | the same
            " 2026-01-02T03:04:05Z "              | 2026-01-02T03:04:05Z           | white space around it
            "2016-12-31T23:59:60Z"                | 2016-12-31T23:59:59Z           | a leap second
            1767323045                            | 2026-01-02T03:04:05Z           | seconds
            1767323045678                         | 2026-01-02T03:04:05.678Z       | milliseconds, as JavaScript counts
            1767323045678901                      | 2026-01-02T03:04:05.678901Z    | microseconds
            1767323045678901234                   | 2026-01-02T03:04:05.678901234Z | nanoseconds, as Go counts
            1767323045.678                        | 2026-01-02T03:04:05.678Z       | seconds with a fraction
            "1767323045678"                       | 2026-01-02T03:04:05.678Z       | a number in a text
            1.767323045678e12                     | 2026-01-02T03:04:05.678Z       | written with an exponent
            "1767323045"                          | 2026-01-02T03:04:05Z           | the same
            0                                     | none                           | JavaScript's zero
            -99999999999                          | none                           | long before it
            -86400                                | none                           | before it
            "0001-01-01T00:00:00Z"                | none                           | Go's zero
            "1999-12-31T23:59:59Z"                | none                           | before there was a Hathora
            "2000-01-01T00:00:00Z"                | 2000-01-01T00:00:00Z           | may be
            "9999-12-31T23:59:59.999Z"            | 9999-12-31T23:59:59.999Z       | the last that can be written
            "+10000-01-01T00:00:00Z"              | none                           | five digits for the year
            "10000-01-01T00:00:00Z"               | none                           | the same
            "9999-12-31T23:59:59-01:00"           | none                           | the year 10000 in UTC
            "0000-12-31T23:59:59Z"                | none                           | the year 0
            "-0001-01-01T00:00:00Z"               | none                           | before it
            "0001-01-01T00:30:00+01:00"           | none                           | the year 0 in UTC
            1e30                                  | none                           | a number that is no time
            17673230456789012345678               | none                           | the same
            1e999999999                           | none                           | the same
            "2026-01-02"                          | none                           | a day
            "2026-01-02T03:04:05"                 | none                           | nobody knows where
            "2026-02-30T03:04:05Z"                | none                           | no such day
            "2026-01-02T03:04:05Z\\u0000"         | none                           | more than a time
            "yesterday"                           | none                           | words
            ""                                    | none                           | nothing
            null                                  | none                           | the same
            true                                  | none                           | something else
            {"seconds": 1767323045}               | none                           | the same
            [2026, 1, 2]                          | none                           | the same
            """)
    void whatIsNoTimeIsLeftOut(String sent, @Nullable Instant read, String reason) {
        String body = """
                {"appId":"app-1","roomId":"room-1","status":"active","currentAllocation":
                 {"roomAllocationId":"a","scheduledAt":%s,"processId":"p","unscheduledAt":%s},"allocations":[]}
                """.formatted(sent, sent);

        Room room = new AnswerReader().room(new Answer(200, null, body, null), APP, ROOM,
                new ErrorMapping(Operation.GET_ROOM_INFO, List.of()));

        assertThat(room.currentAllocation()).as(reason).isEqualTo(new RoomAllocation("a", "p", read, read));
    }
}
