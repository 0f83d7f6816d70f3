/**
 * Never two, never lost, wherever the operator dies: before, in and after every single thing it does to the world. Read
 * {@code Transition} for the situations, {@code CrashPointsTest} for what is done to them.
 */
@NullMarked
package dev.hathora.operator.crash;

import org.jspecify.annotations.NullMarked;
