package dev.hathora.operator.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.hathora.operator.testing.LiveMetrics;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.Scrape;
import dev.hathora.operator.testing.Scrape.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the operator tells of the life that {@link LiveMetrics} describes. */
@LiveMetrics
class OperatorMetricsTest {
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            textBlock = """
                    hathora_leader                                                      | 1 | it works, and there is no other
                    hathora_rooms{region="London",phase="Pending"}                      | 1 | one has no credentials
                    hathora_rooms{region="Tokyo"}                                       | 8 | the others, the broken one and those of a set too
                    hathora_rooms_ready{status="Unknown",reason="none"}                 | 1 | nothing could be said of the broken one
                    hathora_rooms_ready{status="False",reason="CredentialsMissing"}     | 1 | the stalled one
                    hathora_rooms_ready{status="True",reason="Suspended"}               | 1 | put back to sleep
                    hathora_rooms_stalled{reason="CredentialsMissing"}                  | 1 | the stalled one
                    hathora_rooms_stalled{reason="BillingBlocked"}                      | 0 | each reason is there
                    hathora_rooms_unaccounted{application="%1$s"}                       | 1 | the stray one
                    hathora_rooms_missing{application="%1$s"}                           | 0 | all that were made are there
                    hathora_rooms_overdue                                               | 0 | the broken one is tried again and again, so it is not forgotten
                    hathora_deletion_age_seconds                                        | 0 | nothing is being deleted
                    hathora_room_sets{reason="Complete"}                                | 1 | the one that was scaled
                    hathora_room_sets{reason="InvalidTemplate"}                         | 1 | the one with a reserved label
                    hathora_room_sets{reason="RoomRefused"}                             | 0 | each reason is there
                    hathora_room_set_rooms{state="desired"}                             | 6 | 2 after scaling down, and 4 that can't be
                    hathora_room_set_rooms{state="present"}                             | 2 | only one of them has rooms
                    hathora_room_set_rooms{state="updated"}                             | 2 | its template did not change
                    hathora_room_set_rooms{state="ready"}                               | 2 | its rooms run
                    hathora_room_set_rooms{state="available"}                           | 2 | it has no minReadySeconds
                    hathora_room_set_rooms{state="in_use"}                              | 1 | the annotated one, which was not removed
                    hathora_room_set_creations_total                                    | 3 | as many as it had at most
                    hathora_room_set_removals_total{cause="scale_down"}                 | 1 | it was scaled down by one
                    hathora_room_set_removals_total{cause="rollout"}                    | 0 | each cause is there
                    hathora_room_set_refusals_total                                     | 0 | nothing refuses rooms
                    hathora_room_restarts_total                                         | 1 | the match that was over
                    hathora_drift_corrected_total{correction="config"}                  | 1 | somebody wrote another one
                    hathora_drift_corrected_total{correction="suspend"}                 | 1 | somebody woke it
                    hathora_drift_corrected_total{correction="resume"}                  | 1 | somebody put it to sleep
                    hathora_room_events_total{reason="RoomSuspended"}                   | 2 | for spec, and for somebody
                    hathora_room_events_total{reason="RoomClaimed"}                     | 8 | one for each, and one for a second room
                    hathora_room_time_to_ready_seconds_count                            | 9 | as many became ready
                    hathora_room_time_to_ready_seconds_bucket{le="300.0"}               | 9 | and none took long
                    hathora_calls_seconds_count{operation="createRoom",outcome="transient"} | 1 | the 503
                    hathora_calls_seconds_count{operation="createRoom",outcome="success"}   | 9 | each room once
                    hathora_calls_held_back                                             | 0 | nothing stands in the way
                    hathora_calls_waiting{lane="change"}                                | 0 | nobody waits
                    hathora_calls_allowed_per_second                                    | 50 | the whole HATHORA_RATE_LIMIT
                    """)
    void tellsWhatHappened(String selector, double expected, String why, Scrape scrape) {
        assertThat(scrape.value(selector.formatted(OperatorFixture.APP))).as(why).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hathora_calls_seconds_bucket", "hathora_room_time_to_ready_seconds_bucket",
        "hathora_call_wait_seconds_bucket", "reconciliations_execution_duration_seconds_bucket"})
    void percentilesCanBeComputed(String buckets, Scrape scrape) {
        assertThat(scrape.samples(buckets)).isNotEmpty().extracting(s -> s.labels().get("le")).contains("+Inf");
        assertThat(scrape.samples(buckets).stream().map(s -> s.labels().get("le")).distinct().toList())
                .hasSizeBetween(6, 20);
    }

    @Test
    void callsWaitedForTheirTurn(Scrape scrape) {
        assertThat(scrape.value("hathora_call_wait_seconds_count{lane=\"change\"}").orElseThrow())
                .isGreaterThan(7);
        assertThat(scrape.value("hathora_observation_age_seconds").orElseThrow()).isBetween(0.0, 10.0);
    }

    /** The number of series must not grow with the number of resources. */
    @Test
    void noLabelNamesAResourceOrARoom(Scrape scrape) {
        Set<String> labels = Set.of("phase", "region", "application", "status", "reason", "correction", "operation",
                "outcome", "lane", "state", "cause", "obstacle", "write", "watched_namespace", "le");
        List<Sample> ours = scrape.samples().stream().filter(s -> s.name().startsWith("hathora_")).toList();

        assertThat(ours).hasSizeGreaterThan(100).allSatisfy(s -> assertThat(labels).containsAll(s.labels().keySet()));
        assertThat(scrape.text()).doesNotContain("lobby", "games_", "stray", "dev-token");
    }

    @Test
    void theFrameworkHasNoLabelPerResourceEither(Scrape scrape) {
        Map<String, Long> series = scrape.samples().stream().filter(s -> s.name().startsWith("reconciliations_"))
                .collect(Collectors.groupingBy(Sample::name, Collectors.counting()));

        // two controllers, with some ten series each; the cluster of this test has more resources
        assertThat(series).isNotEmpty().allSatisfy((name, count) -> assertThat(count).as(name).isLessThan(30));
    }
}
