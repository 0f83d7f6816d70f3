package dev.hathora.operator.host.runtime.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EndedPodsTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private static Pod ended(String name, String application, Duration ago) {
        return Serialization.unmarshal("""
                metadata: {name: %s, creationTimestamp: '2026-06-01T00:00:00Z', annotations: {hathora.dev/app-id: %s}}
                status: {containerStatuses: [{name: game, state: {terminated: {exitCode: 0, finishedAt: '%s'}}}]}
                """.formatted(name, application, NOW.minus(ago)), Pod.class);
    }

    /** A game that crashes all the time does not fill the namespace, nor take the output of others away. */
    @Test
    void theLastOnesOfEachApplicationAreKeptForSomeMinutes() {
        List<Pod> pods = new ArrayList<>(List.of(ended("other", "app-2", Duration.ofMinutes(9)),
                ended("old", "app-2", Duration.ofMinutes(11))));
        for (int i = 0; i < EndedPods.KEPT + 2; i++) {
            pods.add(ended("crash-" + i, "app-1", Duration.ofSeconds(i)));
        }

        assertThat(EndedPods.superfluous(pods, NOW)).extracting(pod -> pod.getMetadata().getName())
                .containsExactlyInAnyOrder("old", "crash-5", "crash-6");
    }
}
