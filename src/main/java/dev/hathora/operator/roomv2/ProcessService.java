package dev.hathora.operator.roomv2;

import java.util.List;

/**
 * The port behind processes. As for {@link RoomService}: many threads call at once; an application or process that does not
 * exist, or is another application's, is refused with 404.
 */
public interface ProcessService {
    /** A process, running or not. */
    ProcessInfo getProcess(String appId, String processId);

    /** The newest processes, newest first; at most ten. */
    List<ProcessInfo> latestProcesses(String appId, ProcessQuery which);

    /** How many processes there are, and were. */
    long countProcesses(String appId, ProcessQuery which);

    /**
     * Starts a process that has no room yet.
     *
     * @throws Refusal 422 where the application is not offered in the region; 402 where it may have no more processes
     */
    ProcessInfo createProcess(String appId, String region);

    /** Ends a process, with all its rooms. Does nothing to one that has ended. */
    void stopProcess(String appId, String processId);
}
