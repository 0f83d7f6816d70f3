/**
 * The demo that {@code mvn -q -Pdemo} runs: the operator, an API server and a host in one JVM, and the game
 * servers that the host runs. {@code Script} defines what happens.
 */
@NullMarked
package dev.hathora.operator.demo;

import org.jspecify.annotations.NullMarked;
