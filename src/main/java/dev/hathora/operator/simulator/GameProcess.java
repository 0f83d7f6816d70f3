package dev.hathora.operator.simulator;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.hathora.operator.cloud.ExposedPort;

/** A process of a game, with places for rooms. Guarded by {@link World}'s lock. */
final class GameProcess {
    final String processId;
    final String appId;
    final String region;
    final Instant readyAt;

    /** The default port, then the additional ones. */
    final List<ExposedPort> ports;

    /** The rooms with a place on it, including those that are still waiting to be scheduled. */
    final Set<StoredRoom> occupants = new LinkedHashSet<>();

    /** Every room it ever had, for the list of inactive rooms. */
    final Set<StoredRoom> everPlaced = new LinkedHashSet<>();

    boolean stopped;

    /** How often its rooms were listed. */
    int lists;

    GameProcess(String processId, String appId, String region, Instant readyAt, List<ExposedPort> ports) {
        this.processId = processId;
        this.appId = appId;
        this.region = region;
        this.readyAt = readyAt;
        this.ports = ports;
    }

    SimulatedProcess snapshot() {
        return new SimulatedProcess(processId, appId, region, !stopped, lists);
    }

    boolean isReady(Instant now) {
        return !now.isBefore(readyAt);
    }
}
