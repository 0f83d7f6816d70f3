package dev.hathora.operator.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import dev.hathora.operator.metrics.RoomCensus.Place;
import dev.hathora.operator.metrics.RoomCensus.Ready;
import dev.hathora.operator.room.Reason;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RoomCensusTest {
    private final KubernetesSerialization yaml = ResourceSerialization.create();

    private HathoraRoom room(String fields) {
        return yaml.unmarshal("--- {apiVersion: hathora.dev/v1alpha1, kind: HathoraRoom, %s}".formatted(fields),
                HathoraRoom.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-",
            textBlock = """
                    spec: {region: Tokyo}, status: {phase: Active}                            | app-d | Active, Tokyo, app-d        | the operator's application
                    spec: {region: Tokyo, appId: app-s}, status: {phase: Suspended}           | app-d | Suspended, Tokyo, app-s     | the one in spec
                    spec: {region: Tokyo, appId: app-s}, status: {phase: Active, appId: app-t}| app-d | Active, Tokyo, app-t        | the one that the room is in
                    spec: {region: Los_Angeles}                                               | -     | Pending, Los_Angeles, none  | never looked at, in no application
                    spec: {region: Moon}, status: {phase: Dreaming}                           | app-d | Unknown, other, app-d       | of a later version
                    metadata: {name: bare}                                                    | app-d | Pending, none, app-d        | no spec, where an API server checks nothing
                    """)
    void placesOfRooms(String fields, @Nullable String defaultAppId, String place, String why) {
        List<String> labels = List.of(place.split(", "));

        RoomCensus census = RoomCensus.of(Stream.of(room(fields)), defaultAppId);

        assertThat(census.places()).as(why).containsExactly(
                Map.entry(new Place(labels.get(0), labels.get(1), labels.get(2)), 1L));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"True, Active, True, Active", "False, BillingBlocked, False, BillingBlocked",
        "Unknown, HathoraUnreachable, Unknown, HathoraUnreachable", "False, MadeUp, False, other",
        "Maybe, Active, Unknown, Active"})
    void conditionsHaveKnownReasonsOnly(String status, String reason, String expectedStatus, String expectedReason) {
        HathoraRoom room = room("status: {conditions: [{type: Ready, status: '%s', reason: %s}]}".formatted(status,
                reason));

        assertThat(RoomCensus.of(Stream.of(room), null).conditions())
                .containsExactly(Map.entry(new Ready(expectedStatus, expectedReason), 1L));
    }

    @Test
    void eachReasonToStallIsCountedEvenIfThereIsNone() {
        HathoraRoom stalled = room("status: {conditions: [{type: Ready, status: 'False', reason: Forbidden}]}");

        Map<Reason, Long> counted = RoomCensus.of(Stream.of(stalled, stalled), null).stalled();

        assertThat(counted).containsEntry(Reason.FORBIDDEN, 2L).containsEntry(Reason.BILLING_BLOCKED, 0L)
                .doesNotContainKeys(Reason.SCHEDULING, Reason.ACTIVE);
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|',
            textBlock = """
                    12:00:00 | 12:10:00 | spec: {paused: false}   | 900 | the one that was deleted first
                    12:10:00 | 12:00:00 | spec: {paused: false}   | 900 | whichever that is
                    12:00:00 | 12:10:00 | spec: {paused: true}    | 300 | a paused one is meant to stay
                    12:00:00 | 12:10:00 | status: {phase: Active} | 900 | no spec, where an API server checks nothing
                    12:16:00 | 12:17:00 | spec: {paused: false}   | 0   | our clock is behind the API server's
                    """)
    void theLongestDeletionCounts(String one, String other, String spec, long seconds, String why) {
        String deleted = "metadata: {deletionTimestamp: '2026-03-01T%sZ'}, %s";
        Stream<HathoraRoom> rooms = Stream.of(room("metadata: {name: stays}"), room(deleted.formatted(one, spec)),
                room(deleted.formatted(other, "spec: {region: Tokyo}")));

        assertThat(RoomCensus.deletionAge(rooms, Instant.parse("2026-03-01T12:15:00Z"))).as(why)
                .hasSeconds(seconds);
    }

    @Test
    void whereNothingIsDeletedNothingWaits() {
        assertThat(RoomCensus.deletionAge(Stream.of(room("metadata: {name: stays}")), Instant.now())).isZero();
    }

    /** A user can name any application, and every one would be a series for good. */
    @Test
    void applicationsAreLimitedToTheLargest() {
        Stream<HathoraRoom> rooms = IntStream.range(0, 200).boxed().flatMap(app -> IntStream.rangeClosed(0, app % 100)
                .mapToObj(i -> room("spec: {region: Tokyo, appId: app-%03d}".formatted(app))));

        RoomCensus census = RoomCensus.of(rooms, null);

        assertThat(census.places().keySet()).extracting(Place::application).hasSize(RoomCensus.APPLICATIONS + 1)
                .contains("app-099", "app-199", RoomCensus.OTHER).doesNotContain("app-000");
        assertThat(census.places().values().stream().mapToLong(n -> n).sum()).isEqualTo(2 * 5050);
        assertThat(census.application("app-199")).isEqualTo("app-199");
        assertThat(census.application("app-000")).isEqualTo(RoomCensus.OTHER);
    }
}
