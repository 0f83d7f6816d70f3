/**
 * The decision logic: what is observed, what to do next, and what status says about it. Pure functions: no I/O, no
 * clock. Start with {@link dev.hathora.operator.room.Planner}. Uses {@code api} and the types of {@code cloud}.
 */
@NullMarked
package dev.hathora.operator.room;

import org.jspecify.annotations.NullMarked;
