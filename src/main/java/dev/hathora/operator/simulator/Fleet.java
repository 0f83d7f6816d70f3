package dev.hathora.operator.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.hathora.operator.cloud.ExposedPort;
import org.jspecify.annotations.Nullable;

/** The processes with places for rooms. Guarded by {@link World}'s lock. */
final class Fleet {
    /** A name that never resolves, because nothing listens on a simulated port. */
    private static final String HOST = "1.proxy.hathora.test";

    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 59_999;

    private final Duration boot;
    private final int roomsPerProcess;
    private final Map<String, GameProcess> known = new HashMap<>();

    /** The running processes with a free place. Kept separately, so that placing a room does not have to search thousands of full processes. */
    private final Set<GameProcess> open = new LinkedHashSet<>();
    private List<String> additionalPorts = List.of();
    private int nextPort = FIRST_PORT;

    Fleet(Duration boot, int roomsPerProcess) {
        this.boot = boot;
        this.roomsPerProcess = roomsPerProcess;
    }

    void setAdditionalPorts(List<String> names) {
        additionalPorts = List.copyOf(names);
    }

    /** Reserves a place for the room on a running process of its application and region, or on a new one. */
    GameProcess occupy(StoredRoom room, Instant now) {
        GameProcess process = open.stream()
                .filter(candidate -> candidate.appId.equals(room.appId) && candidate.region.equals(room.region))
                .findFirst().orElseGet(() -> start(room, now));
        process.occupants.add(room);
        if (process.occupants.size() == roomsPerProcess) {
            open.remove(process);
        }
        return process;
    }

    /** Frees the room's place. A process without rooms is stopped. */
    void vacate(GameProcess process, StoredRoom room) {
        process.occupants.remove(room);
        if (process.occupants.isEmpty()) {
            stop(process);
        } else if (!process.stopped) {
            open.add(process);
        }
    }

    void stop(GameProcess process) {
        process.stopped = true;
        open.remove(process);
    }

    /** A process, running or ended. */
    Optional<GameProcess> find(@Nullable String processId) {
        return Optional.ofNullable(known.get(processId));
    }

    /** Every process, running or ended. */
    List<SimulatedProcess> snapshot() {
        return known.values().stream().map(GameProcess::snapshot).toList();
    }

    private GameProcess start(StoredRoom room, Instant now) {
        List<ExposedPort> ports = new ArrayList<>();
        ports.add(port("default"));
        additionalPorts.forEach(name -> ports.add(port(name)));
        var process = new GameProcess(UUID.randomUUID().toString(), room.appId, room.region, now.plus(boot),
                List.copyOf(ports));
        known.put(process.processId, process);
        open.add(process);
        return process;
    }

    private ExposedPort port(String name) {
        int port = nextPort;
        nextPort = port == LAST_PORT ? FIRST_PORT : port + 1;
        return new ExposedPort(name, HOST, port, "tcp");
    }
}
