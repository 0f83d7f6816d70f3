package dev.hathora.operator.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
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
import org.jspecify.annotations.Nullable;

/**
 * Starts the framework in two steps. First the caches are filled and kept up to date, so that a standby can take over
 * quickly. Events are processed once this replica leads. The framework does the same with its own leader election,
 * which is not used.
 */
final class Controllers implements AutoCloseable {
    /**
     * How long the start waits until the namespaces are listed. A namespace that can't be listed is retried by its
     * informer, and must not block the others.
     */
    private static final Duration FIRST_READ = Duration.ofSeconds(5);
    /**
     * The page size of the informers' lists. A resource may have 1.5 MB, and the API server holds a whole page in
     * memory.
     */
    private static final long PAGE = 100;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(60);

    private final Operator operator;
    private final Watched watched;
    private final Backoff retry;
    private final List<Controller<?>> controllers = new ArrayList<>();
    private boolean closed;

    /**
     * The resources that all controllers watch.
     *
     * @param namespaces their namespaces; empty: all
     * @param selector a label selector; null: all
     */
    record Watched(Set<String> namespaces, @Nullable String selector) {
        private void limit(ControllerConfigurationOverrider<?> config) {
            config.withInformerListLimit(PAGE);
            if (!namespaces.isEmpty()) {
                config.settingNamespaces(namespaces);
            }
            if (selector != null) {
                config.withLabelSelector(selector);
            }
        }
    }

    /** @param passes runs the passes; shut down by {@link #close} */
    Controllers(KubernetesClient client, Watched watched, ExecutorService passes, Metrics metrics,
            RandomGenerator random) {
        this.watched = watched;
        retry = new Backoff(FIRST_RETRY, LAST_RETRY, random);
        operator = new Operator(config -> config.withKubernetesClient(client).withCloseClientOnStop(false)
                .withExecutorService(passes).withUseSSAToPatchPrimaryResource(false)
                .withReconciliationTerminationTimeout(Timing.DRAIN).withMetrics(metrics)
                .withStopOnInformerErrorDuringStartup(false).withCacheSyncTimeout(FIRST_READ)
                .withResourceCloner(new SharedResources()));
    }

    /**
     * Adds a reconciler. Must be called before {@link #start}.
     *
     * @return the state of its informer for a namespace, to be asked after {@link #start}
     */
    <R extends HasMetadata> Function<String, Reading> add(Reconciler<R> reconciler,
            Consumer<ControllerConfigurationOverrider<R>> config) {
        Controller<?> controller = (Controller<?>) operator.register(reconciler,
                overrider -> {
                    watched.limit(overrider.withRetry(() -> new EndlessRetry(retry)));
                    config.accept(overrider);
                });
        controllers.add(controller);
        return namespace -> Reading.of(controller, namespace);
    }

    /** Fills the caches, and keeps them up to date from then on. */
    void start() {
        controllers.forEach(controller -> controller.start(false));
    }

    /** Starts to process events, beginning with all resources in the caches. Without effect after {@link #close}. */
    synchronized void work() {
        if (!closed) {
            controllers.forEach(Controller::startEventProcessing);
        }
    }

    /** Stops the processing of events, and waits up to {@link Timing#DRAIN} for running passes to finish. */
    @Override
    public synchronized void close() {
        closed = true;
        controllers.forEach(Controller::stop);
        operator.stop();
    }

    /** Does not copy resources. The framework would clone a resource for each pass, but passes never change it. */
    private static final class SharedResources implements Cloner {
        @Override
        public <R extends HasMetadata> R clone(R resource) {
            return resource;
        }
    }

    /**
     * Retries without limit, with jitter. The framework's {@code GenericRetry} has no jitter and, by default, stops
     * after five attempts.
     */
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
