/**
 * Hathora's API as a server: routes, checks, tokens, a rate limit, JSON. What lies behind it is a port, {@link
 * dev.hathora.operator.roomv2.RoomService}; what stands in front of it, an {@link dev.hathora.operator.roomv2.Interceptor}.
 * Start with {@link dev.hathora.operator.roomv2.RoomV2}. Uses the types of {@code cloud}.
 */
@NullMarked
package dev.hathora.operator.roomv2;

import org.jspecify.annotations.NullMarked;
