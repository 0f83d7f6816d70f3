/**
 * The show that {@code mvn -q test-compile exec:exec@demo} starts: the operator with an API server and a simulated
 * Hathora Cloud in one JVM. {@code Script} says what happens.
 */
@NullMarked
package dev.hathora.operator.demo;

import org.jspecify.annotations.NullMarked;
