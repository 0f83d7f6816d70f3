package dev.hathora.operator.host.runtime.kubernetes;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Finds out that a game has bound its TCP port, by connecting to it. The kubelet's probe tells the same, but up to
 * three seconds later. Where the host can't reach Pods and nodes, only the probe counts.
 */
final class PortCheck implements AutoCloseable {
    /** The pause between two attempts of all checks together. While many games boot, they need the processors. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    /** A game is noticed late by this part of the time that it took to start. */
    private static final int DELAY = 80;
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /**
     * Where a game is going to listen.
     *
     * @param ofPod the Pod's address and the container port; null until the Pod has an address
     * @param ofNode the node's address and the host port; null if the node has no address
     */
    record Target(@Nullable InetSocketAddress ofPod, @Nullable InetSocketAddress ofNode) {}

    private enum Answer {
        CONNECTED,
        REFUSED,
        NONE
    }

    private final Consumer<String> changed;
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param changed is called with the id of a record whose game has answered */
    PortCheck(Consumer<String> changed) {
        this.changed = changed;
    }

    /** Whether the game in a Pod has answered. */
    boolean hasAnswered(String uid) {
        return answered.contains(uid);
    }

    /** Forgets a Pod that is gone. */
    void forget(String uid) {
        answered.remove(uid);
    }

    /**
     * Connects to the game in a Pod until it answers. Does nothing if this is being done.
     *
     * @param target where it listens, asked for each attempt; empty once its answer no longer matters
     */
    void begin(String processId, String uid, Supplier<Optional<Target>> target) {
        if (!answered.contains(uid) && running.add(uid)) {
            Thread.ofVirtual().name("port-check").start(() -> {
                try {
                    if (awaitAnswer(target)) {
                        answered.add(uid);
                        changed.accept(processId);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    running.remove(uid);
                }
            });
        }
    }

    /**
     * The address of the node answers sooner than the API server tells that of the Pod. But something else may listen
     * there while the Pod is created, so it only counts if it first refused.
     */
    private boolean awaitAnswer(Supplier<Optional<Target>> target) throws InterruptedException {
        long begin = System.nanoTime();
        boolean refused = false;
        boolean foreign = false;
        for (Optional<Target> where = target.get(); where.isPresent() && !closed; where = target.get()) {
            if (connect(where.get().ofPod()) == Answer.CONNECTED) {
                return true;
            }
            Answer ofNode = foreign ? Answer.NONE : connect(where.get().ofNode());
            if (ofNode == Answer.CONNECTED && refused) {
                return true;
            }
            foreign |= ofNode == Answer.CONNECTED;
            refused |= ofNode == Answer.REFUSED;
            Thread.sleep(pause(Duration.ofNanos(System.nanoTime() - begin), running.size()));
        }
        return false;
    }

    /** @param checks how many games are being waited for */
    static Duration pause(Duration waited, int checks) {
        Duration part = waited.dividedBy(DELAY);
        Duration shared = SHORTEST_PAUSE.multipliedBy(checks);
        Duration atLeast = part.compareTo(shared) < 0 ? shared : part;
        return atLeast.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : atLeast;
    }

    private static Answer connect(@Nullable InetSocketAddress address) {
        if (address == null || address.isUnresolved()) {
            return Answer.NONE;
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, Math.toIntExact(PATIENCE.toMillis()));
            return Answer.CONNECTED;
        } catch (ConnectException e) {
            return Answer.REFUSED;
        } catch (IOException e) {
            return Answer.NONE;
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
