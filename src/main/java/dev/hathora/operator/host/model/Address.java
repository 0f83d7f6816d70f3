package dev.hathora.operator.host.model;

import java.util.List;

import dev.hathora.operator.cloud.ExposedPort;

/**
 * Where the rooms of a process are joined.
 *
 * @param processId the process
 * @param state where it is in its life
 * @param ports how clients reach it: the default port first. Empty until they are known
 */
public record Address(String processId, ProcessState state, List<ExposedPort> ports) {
    /** The list never changes. */
    public Address {
        ports = List.copyOf(ports);
    }

    /** That of a process. */
    public static Address of(GameProcess process) {
        return new Address(process.processId(), process.state(), process.ports());
    }
}
