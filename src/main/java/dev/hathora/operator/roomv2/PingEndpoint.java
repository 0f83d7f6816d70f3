package dev.hathora.operator.roomv2;

/**
 * Where the way to a region can be measured: what is sent there by WebSocket or UDP comes back.
 *
 * @param region as Hathora spells it
 * @param host a name or an address
 * @param port for both
 */
public record PingEndpoint(String region, String host, int port) {}
