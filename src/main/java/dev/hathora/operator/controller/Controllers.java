package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import dev.hathora.operator.controller.kubernetes.Reading;
import dev.hathora.operator.room.Timing;
import dev.hathora.operator.traffic.Backoff;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.retry.RetryExecution;

/**
 * The framework, started in two steps: caches are filled and kept up to date at once, so that a standby can take over in
 * no time; what changes is worked on once this replica leads. The framework would do the same with an election of its own.
 */
final class Controllers implements AutoCloseable {
    /** So long the start waits for namespaces to be read; one that can't be must not keep it from the others. */
    private static final Duration FIRST_READ = Duration.ofSeconds(5);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(60);

    private final Operator operator;
    private final Backoff retry;
    private final List<Controller<?>> controllers = new ArrayList<>();
    private boolean closed;

    /** @param passes where resources are worked on; closed with this */
    Controllers(KubernetesClient client, ExecutorService passes, Metrics metrics, RandomGenerator random) {
        retry = new Backoff(FIRST_RETRY, LAST_RETRY, random);
        operator = new Operator(config -> config.withKubernetesClient(client).withCloseClientOnStop(false)
                .withExecutorService(passes).withUseSSAToPatchPrimaryResource(false)
                .withReconciliationTerminationTimeout(Timing.DRAIN).withMetrics(metrics)
                .withStopOnInformerErrorDuringStartup(false).withCacheSyncTimeout(FIRST_READ)
                .withResourceCloner(new SharedResources()));
    }

    /** Adds one, before the start. */
    <R extends HasMetadata> void add(Reconciler<R> reconciler, Consumer<ControllerConfigurationOverrider<R>> config) {
        controllers.add((Controller<?>) operator.register(reconciler,
                overrider -> config.accept(overrider.withRetry(() -> new EndlessRetry(retry)))));
    }

    /** Fills the caches. */
    void start() {
        controllers.forEach(controller -> controller.start(false));
    }

    /** Begins to work, with all that the caches hold. */
    synchronized void work() {
        if (!closed) {
            controllers.forEach(Controller::startEventProcessing);
        }
    }

    /** How the cache of a namespace fares that fares worst, after the start. */
    Reading reading(String namespace) {
        return controllers.stream().map(controller -> Reading.of(controller, namespace))
                .min(Comparator.naturalOrder()).orElse(Reading.WATCHING);
    }

    /** Takes no more events, and waits until what was begun is finished. */
    @Override
    public synchronized void close() {
        closed = true;
        controllers.forEach(Controller::stop);
        operator.stop();
    }

    /** Passes never change a resource that they were given, so it need not be copied for each of them. */
    private static final class SharedResources implements Cloner {
        @Override
        public <R extends HasMetadata> R clone(R resource) {
            return resource;
        }
    }

    /** The framework's own retries end after some attempts; a resource must never be given up. */
    private static final class EndlessRetry implements RetryExecution {
        private final Backoff backoff;
        private int attempts;

        EndlessRetry(Backoff backoff) {
            this.backoff = backoff;
        }

        @Override
        public Optional<Long> nextDelay() {
            attempts++;
            return Optional.of(backoff.after(attempts).toMillis());
        }

        @Override
        public int getAttemptCount() {
            return attempts;
        }

        @Override
        public boolean isLastAttempt() {
            return false;
        }
    }
}
