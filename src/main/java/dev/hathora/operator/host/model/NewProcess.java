package dev.hathora.operator.host.model;

import java.util.List;

/**
 * The process that is recorded if no running one has a free place.
 *
 * @param processId its id, made by the caller
 * @param runtimeId where it is going to run
 * @param capacity how many rooms it can hold
 * @param host what clients connect to
 * @param ports what it has to be reached by, the default port first; their outside numbers are chosen when it is recorded
 * @param maxProcesses how many living processes its application may have in its region; 0: any number
 */
public record NewProcess(String processId, String runtimeId, int capacity, String host, List<Deployment.Port> ports,
        int maxProcesses) {
    /** The list never changes. */
    public NewProcess {
        ports = List.copyOf(ports);
    }
}
