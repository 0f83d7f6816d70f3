package dev.hathora.operator.simulator;

/**
 * A process, running or ended, as the simulator sees it.
 *
 * @param processId its id
 * @param appId its application
 * @param region its region
 * @param running whether it still runs
 * @param lists how often its rooms were asked for, the active ones or the others
 */
public record SimulatedProcess(String processId, String appId, String region, boolean running, int lists) {}
