package dev.hathora.operator.roomset;

/**
 * The numbers in the status of a set, before the plan takes effect. Rooms that are being deleted or have ended for good
 * are in none of them.
 *
 * @param replicas the rooms that count toward {@code spec.replicas}
 * @param ready those that are ready
 * @param updated those that have the current template
 * @param available those that have been ready for {@code minReadySeconds}
 * @param inUse those that are in use
 */
public record SetCounts(int replicas, int ready, int updated, int available, int inUse) {}
