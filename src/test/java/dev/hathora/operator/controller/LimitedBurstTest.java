package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.HistoryEntry;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Many rooms at once, with a rate limit of a few calls per second: rooms that were started are finished first. */
class LimitedBurstTest {
    private static final int ROOMS = 40;
    private static final int CALLS_PER_SECOND = 10;
    private static final List<String> NAMES = IntStream.range(0, ROOMS).mapToObj(i -> "room-" + i).toList();

    private final Map<String, Integer> writes = new ConcurrentHashMap<>();
    private final MockCluster cluster = new MockCluster();
    private final KubernetesClient counted = cluster.clientThrough(new Interceptor() {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            if (request.method().equals("PATCH")) {
                writes.merge(request.uri().getPath().replaceAll(".*/hathorarooms/|/status$", ""), 1, Integer::sum);
            }
        }
    });

    @AfterEach
    void stop() {
        counted.close();
        cluster.close();
    }

    @ParameterizedTest(name = "rooms that boot for {0} ms: at most {1} others are begun before one is ready")
    @CsvSource(delimiter = '|', value = {
        "0   | 10 | what was begun ends before something else begins",
        "300 | 38 | changes go before readiness, but for one call in 20",
    })
    void theFirstRoomIsReadyEarlyAndNoneIsWrittenMoreThanThreeTimes(int boot, int begun, String reason) {
        try (OperatorFixture operator = OperatorFixture.withoutOperator(cluster.client(), "games",
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(boot)), Duration.ofSeconds(30))) {
            NAMES.forEach(name -> operator.apply(name, "region: Tokyo"));
            operator.startOperatorWithLimit(counted, CALLS_PER_SECOND);

            NAMES.forEach(name -> operator.awaitReason(name, "Active"));
            assertThat(writes).as("claim; waits; active").hasSize(ROOMS)
                    .allSatisfy((name, count) -> assertThat(count).as(name).isBetween(2, 3));
            assertThat(writes.values().stream().filter(count -> count == 3).count()).as("those that were told to wait")
                    .isGreaterThan(ROOMS / 2);
            assertThat(operator.hathora().rooms()).hasSize(ROOMS);
            // what Hathora saw, and not what a busy machine had time to show
            Instant firstReady = times(operator, Operation.GET_ROOM_INFO).min(Comparator.naturalOrder()).orElseThrow();
            assertThat(times(operator, Operation.CREATE_ROOM).filter(firstReady::isAfter).count() - 1).as(reason)
                    .isLessThanOrEqualTo(begun);
        }
    }

    private static Stream<Instant> times(OperatorFixture operator, Operation operation) {
        return operator.hathora().rooms().stream()
                .flatMap(room -> operator.hathora().history(room.roomId()).stream())
                .filter(entry -> entry.status() != 0 && entry.operation().equals(operation.hathoraName()))
                .map(HistoryEntry::at);
    }
}
