/**
 * Hathora's API as a server. This package holds its ports, such as {@link dev.hathora.operator.roomv2.RoomService}, with
 * their values: what lies behind the API. {@code roomv2.http} serves routes, and {@code roomv2.operations} has those of
 * Hathora's operations. Uses the types of {@code cloud}.
 */
@NullMarked
package dev.hathora.operator.roomv2;

import org.jspecify.annotations.NullMarked;
