/**
 * Hathora's API as a server. This package contains its ports, such as {@link dev.hathora.operator.roomv2.RoomService},
 * with their values. {@code roomv2.http} serves routes, and {@code roomv2.operations} contains the routes of Hathora's
 * operations. Uses the types of {@code cloud}.
 */
@NullMarked
package dev.hathora.operator.roomv2;

import org.jspecify.annotations.NullMarked;
