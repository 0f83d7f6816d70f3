/**
 * The decision logic for sets of rooms: which rooms to create and to remove, and what status says about it. Pure
 * functions: no I/O, no clock. Start with {@link dev.hathora.operator.roomset.SetPlanner}. Uses no other package of the
 * operator.
 */
@NullMarked
package dev.hathora.operator.roomset;

import org.jspecify.annotations.NullMarked;
