/**
 * A Hathora Cloud for development, tests and demos, over real HTTP. Uses at most the types of {@code cloud}.
 */
@NullMarked
package dev.hathora.operator.simulator;

import org.jspecify.annotations.NullMarked;
