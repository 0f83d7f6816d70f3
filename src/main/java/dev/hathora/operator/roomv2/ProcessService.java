package dev.hathora.operator.roomv2;

import java.util.List;

/**
 * The port for processes. As for {@link RoomService}: many threads call at once; an application or process that does
 * not exist, or belongs to another application, is refused with 404.
 */
public interface ProcessService {
    /** A process, running or not. */
    ProcessInfo getProcess(String appId, String processId);

    /** The newest processes, newest first; at most ten. */
    List<ProcessInfo> latestProcesses(String appId, ProcessQuery which);

    /** The number of processes, including those that have ended. */
    long countProcesses(String appId, ProcessQuery which);

    /**
     * Starts a process that has no room yet.
     *
     * @throws Refusal 422 if the application is not offered in the region; 402 if it may have no more processes
     */
    ProcessInfo createProcess(String appId, String region);

    /** Ends a process with all its rooms. Does nothing if it has already ended. */
    void stopProcess(String appId, String processId);
}
