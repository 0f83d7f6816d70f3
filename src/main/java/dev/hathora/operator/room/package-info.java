/**
 * The brain: what is observed, what is to be done next, and what status says about it. Pure: no I/O, no clock of its
 * own. Start with {@link dev.hathora.operator.room.Planner}. Uses {@code api} and the types of {@code cloud}.
 */
@NullMarked
package dev.hathora.operator.room;

import org.jspecify.annotations.NullMarked;
