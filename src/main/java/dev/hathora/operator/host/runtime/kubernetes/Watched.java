package dev.hathora.operator.host.runtime.kubernetes;

import java.time.Duration;

import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is watched of a cluster, once it is known which database its Pods belong to.
 *
 * @param pod how Pods of the database are made
 * @param pods its Pods
 * @param nodes the nodes that they are on
 * @param ended its Pods that have ended
 */
record Watched(GamePod pod, GamePods pods, Nodes nodes, EndedPods ended) implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watched.class);
    private static final Duration SYNCED_BY = Duration.ofSeconds(20);

    /** Waits until all Pods and nodes were listed once, but not for ever: without them, the host knows less. */
    void awaitSynced() {
        try {
            long end = System.nanoTime() + SYNCED_BY.toNanos();
            while (!(pods.isSynced() && nodes.isSynced()) && System.nanoTime() - end < 0) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailure("the host is shutting down", e);
        }
        if (!nodes.isSynced()) {
            log.warn("Nodes can't be read: games get the addresses that their Pods show, and cordoned nodes are not"
                    + " noticed");
        }
    }

    @Override
    public void close() {
        ended.close();
        nodes.close();
        pods.close();
    }
}
