package dev.hathora.operator.host.runtime.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.Pod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pods whose games have ended, and whose ends are recorded. The last ones of each application are kept for some minutes,
 * so that their output can be read.
 */
final class EndedPods implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EndedPods.class);

    static final Duration KEPT_FOR = Duration.ofMinutes(10);
    static final int KEPT = 5;
    private static final Duration REMOVAL = Duration.ofSeconds(10);

    private final PodApi api;
    private final GamePods pods;
    private final InstantSource clock;
    private final Set<String> forgotten = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("ended-pods").factory());

    private EndedPods(PodApi api, GamePods pods, InstantSource clock) {
        this.api = api;
        this.pods = pods;
        this.clock = clock;
    }

    static EndedPods start(PodApi api, GamePods pods, InstantSource clock) {
        EndedPods ended = new EndedPods(api, pods, clock);
        ScheduledFuture<?> unused = ended.timer.scheduleWithFixedDelay(ended::removeAll, REMOVAL.toMillis(),
                REMOVAL.toMillis(), TimeUnit.MILLISECONDS);
        return ended;
    }

    /** Whether the end of a process is recorded, and its Pod is only kept for its output. */
    boolean isForgotten(String processId) {
        return forgotten.contains(processId);
    }

    /**
     * Takes over a Pod whose end is recorded.
     *
     * @param lost whether its node no longer exists, so that no kubelet confirms a deletion
     */
    void forget(Pod pod, boolean lost) {
        PodNames.processId(pod).ifPresent(forgotten::add);
        if (lost) {
            api.delete(pod, 0L);
        } else if (!PodView.isOver(pod) && pod.getMetadata().getDeletionTimestamp() == null) {
            // other containers of it still run
            api.delete(pod, null);
        }
    }

    private void removeAll() {
        try {
            List<Pod> all = pods.all();
            Set<String> known = new HashSet<>(
                    all.stream().flatMap(pod -> PodNames.processId(pod).stream()).toList());
            forgotten.retainAll(known);
            for (Pod pod : superfluous(all.stream().filter(PodView::isOver)
                    .filter(pod -> PodNames.processId(pod).filter(forgotten::contains).isPresent()).toList(),
                    clock.instant())) {
                api.delete(pod, null);
            }
        } catch (RuntimeFailure e) {
            log.warn("Pods of games that have ended can't be deleted, which is tried again: {}", e.getMessage());
        } catch (RuntimeException e) {
            log.error("Pods of games that have ended can't be deleted, which is tried again", e);
        }
    }

    /** Those of some ended Pods that are not kept any longer. */
    static List<Pod> superfluous(List<Pod> ended, Instant now) {
        Map<String, Integer> kept = new HashMap<>();
        return ended.stream().sorted(Comparator.comparing(EndedPods::end).reversed())
                .filter(pod -> kept.merge(application(pod), 1, Integer::sum) > KEPT
                        || end(pod).isBefore(now.minus(KEPT_FOR)))
                .toList();
    }

    private static String application(Pod pod) {
        return String.valueOf(pod.getMetadata().getAnnotations().get(PodNames.APPLICATION));
    }

    private static Instant end(Pod pod) {
        return Instant.parse(PodView.game(pod).map(game -> game.getState().getTerminated())
                .flatMap(end -> Optional.ofNullable(end.getFinishedAt()))
                .orElse(pod.getMetadata().getCreationTimestamp()));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
