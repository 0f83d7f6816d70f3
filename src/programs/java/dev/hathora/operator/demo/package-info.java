/**
 * The demo that {@code mvn -q -Pdemo} runs: the operator with an API server and a simulated Hathora Cloud in one JVM.
 * {@code Script} defines what happens.
 */
@NullMarked
package dev.hathora.operator.demo;

import org.jspecify.annotations.NullMarked;
