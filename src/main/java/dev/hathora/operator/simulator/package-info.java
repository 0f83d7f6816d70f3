/**
 * A Hathora for development, tests and demos, over real HTTP: rooms behind the API of {@code roomv2}, and whatever
 * fails or lies on request. Start with {@link dev.hathora.operator.simulator.Simulator}. Uses {@code roomv2} and the types
 * of {@code cloud}.
 */
@NullMarked
package dev.hathora.operator.simulator;

import org.jspecify.annotations.NullMarked;
