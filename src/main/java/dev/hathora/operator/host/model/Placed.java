package dev.hathora.operator.host.model;

/**
 * A room and the process it is placed on.
 *
 * @param fresh whether the process was newly recorded for the room, and has to be started
 */
public record Placed(HostedRoom room, GameProcess process, boolean fresh) {}
