package dev.hathora.operator.host.runtime.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warning events of Pods that do not start although their status says nothing: a volume that can't be mounted, or a
 * network that can't be set up.
 */
final class Warnings {
    private static final Logger log = LoggerFactory.getLogger(Warnings.class);

    /** Most Pods have started by then. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration ASKED_EVERY = Duration.ofSeconds(10);

    private record Asked(Instant at, String words) {}

    private final PodApi api;
    private final InstantSource clock;
    private final ConcurrentMap<String, Asked> asked = new ConcurrentHashMap<>();
    private final ToldOnce problem = new ToldOnce(log, "Events can't be read, which may say why Pods don't start");

    Warnings(PodApi api, InstantSource clock) {
        this.api = api;
        this.clock = clock;
    }

    /** The last warning about a Pod that should run by now; empty if there is none. */
    String of(Pod pod) {
        Instant now = clock.instant();
        if (now.isBefore(Instant.parse(pod.getMetadata().getCreationTimestamp()).plus(PATIENCE))) {
            return "";
        }
        return asked.compute(pod.getMetadata().getUid(),
                (uid, last) -> last != null && now.isBefore(last.at().plus(ASKED_EVERY))
                        ? last
                        : new Asked(now, ask(pod)))
                .words();
    }

    private String ask(Pod pod) {
        try {
            Optional<Event> warning = api.warning(pod);
            problem.succeeded();
            return warning.map(event -> TlsProxyProblem.of(pod, event)
                    .orElse(event.getReason() + ": " + event.getMessage())).orElse("");
        } catch (RuntimeFailure e) {
            problem.failed(e);
            return "";
        }
    }

    /** Forgets a Pod that is gone. */
    void forget(String uid) {
        asked.remove(uid);
    }
}
