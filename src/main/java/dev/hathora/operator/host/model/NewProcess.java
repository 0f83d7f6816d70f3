package dev.hathora.operator.host.model;

import java.util.List;

/**
 * The process that is recorded if no existing process has a free place.
 *
 * @param processId its id, which the caller generates
 * @param runtimeId where it is going to run
 * @param capacity how many rooms it can hold
 * @param host the name or address that clients connect to
 * @param ports the ports on which clients reach it, the default port first; their public numbers are chosen when it is
 *     recorded
 * @param maxProcesses how many processes that have not ended its application may have in its region; 0 for no limit
 */
public record NewProcess(String processId, String runtimeId, int capacity, String host, List<Deployment.Port> ports,
        int maxProcesses) {
    /** The list never changes. */
    public NewProcess {
        ports = List.copyOf(ports);
    }
}
