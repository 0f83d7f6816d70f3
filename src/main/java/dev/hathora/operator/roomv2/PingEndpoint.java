package dev.hathora.operator.roomv2;

/**
 * An endpoint for measuring the latency to a region: it echoes what it receives by WebSocket or UDP.
 *
 * @param region as Hathora spells it
 * @param host a name or an address
 * @param port the port for both protocols
 */
public record PingEndpoint(String region, String host, int port) {}
