package dev.hathora.operator.host.runtime.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.Transport;
import dev.hathora.operator.host.runtime.GameRuntime.PortTaken;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;

/**
 * Checks whether game servers have bound their default port. The socket has to belong to the game server, or to a
 * process that it started. On systems that don't show the owner of a socket, any listening socket counts.
 */
final class PortWatch {
    /** The first interval between two checks. */
    private static final Duration FIRST_LOOK = Duration.ofMillis(5);
    /** Later, it is at most a fiftieth of the time that the game server has been booting for. */
    private static final int SHARE = 50;
    private static final Duration SLOWEST_LOOK = Duration.ofMillis(250);

    private final ProcessTable table;
    private final ScheduledExecutorService timer;
    private final Consumer<String> changed;
    private final Listeners listening = new Listeners(Path.of("/proc/net"));

    /** @param changed is called with the id of a process whose port is bound */
    PortWatch(ProcessTable table, ScheduledExecutorService timer, Consumer<String> changed) {
        this.table = table;
        this.timer = timer;
        this.changed = changed;
    }

    /**
     * Checks that nothing has bound a port.
     *
     * @throws PortTaken if something has
     * @throws RuntimeFailure if this system does not show it
     */
    void requireFree(ExposedPort port) {
        Transport transport = transport(port);
        if (!Ports.canBeSeen(transport)) {
            throw new RuntimeFailure("this system does not show which udp ports are bound: use tcp, or Linux");
        }
        if (!Ports.isFree(port.port(), transport)) {
            throw new PortTaken(port.port());
        }
    }

    private static Transport transport(ExposedPort port) {
        return Transport.of(port.transportType()).orElse(Transport.TCP);
    }

    /**
     * Whether a process has bound its default port. Once it has, this is not checked again.
     *
     * @throws RuntimeFailure if this can't be determined
     */
    boolean isBound(GameProcess record, LocalProcess local) {
        if (!local.isBound() && record.ports().stream().limit(1).allMatch(port -> isBound(port, record, local))) {
            local.noteBound();
        }
        return local.isBound();
    }

    private boolean isBound(ExposedPort port, GameProcess record, LocalProcess local) {
        Transport transport = transport(port);
        if (!table.showsSockets()) {
            return Ports.accepts(port.port());
        }
        Set<String> listeners = listening.at(port.port(), transport);
        return !listeners.isEmpty() && (table.hasSocket(local.identity().pid(), listeners)
                || table.withVariable(Identity.variable(record.processId())).stream()
                        .anyMatch(child -> table.hasSocket(child.pid(), listeners)));
    }

    /** Checks repeatedly until the process has bound its port, and then calls the listener. */
    void await(GameProcess record, LocalProcess local) {
        if (local.beginToAwaitPort()) {
            look(record, local, System.nanoTime());
        }
    }

    private void look(GameProcess record, LocalProcess local, long since) {
        if (timer.isShutdown()) {
            return;
        }
        long pause = Math.clamp((System.nanoTime() - since) / SHARE, FIRST_LOOK.toNanos(), SLOWEST_LOOK.toNanos());
        ScheduledFuture<?> unused = timer.schedule(() -> {
            if (local.ended() != null) {
                return;
            }
            if (isBoundAsFarAsKnown(record, local)) {
                changed.accept(record.processId());
                return;
            }
            look(record, local, since);
        }, pause, TimeUnit.NANOSECONDS);
    }

    private boolean isBoundAsFarAsKnown(GameProcess record, LocalProcess local) {
        try {
            return isBound(record, local);
        } catch (RuntimeFailure e) {
            return false;
        }
    }
}
