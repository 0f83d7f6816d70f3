package dev.hathora.operator.room;

/**
 * Another resource that comes first to a room that two want.
 *
 * @param resource its {@code namespace/name}
 * @param claimed whether it has laid claim to the room; otherwise it is merely the older one
 */
public record Holder(String resource, boolean claimed) {}
