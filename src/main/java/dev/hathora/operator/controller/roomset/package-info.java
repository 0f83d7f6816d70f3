/**
 * Reconciles {@code HathoraRoomSet} resources: reads a set's rooms from the cache of rooms, asks
 * {@link dev.hathora.operator.roomset.SetPlanner}, creates and deletes HathoraRooms, and writes the set's status. Start
 * with {@link dev.hathora.operator.controller.roomset.SetPass}.
 */
@NullMarked
package dev.hathora.operator.controller.roomset;

import org.jspecify.annotations.NullMarked;
