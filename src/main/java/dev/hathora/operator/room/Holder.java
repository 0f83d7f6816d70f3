package dev.hathora.operator.room;

/**
 * Another resource that takes precedence for a room that several resources request.
 *
 * @param resource its {@code namespace/name}
 * @param claimed whether it has claimed the room; otherwise it is only the older resource
 */
public record Holder(String resource, boolean claimed) {}
