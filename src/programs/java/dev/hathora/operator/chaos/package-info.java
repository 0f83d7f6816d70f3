/**
 * What {@code mvn -q -Pchaos} runs: the operator as a process that is killed at random, between a real API server and a
 * Hathora that fails, while users change their minds. Afterwards Hathora's own record is searched for a broken promise.
 * {@code Chaos} tells the order of events, {@code Verdict} what is promised.
 */
@NullMarked
package dev.hathora.operator.chaos;

import org.jspecify.annotations.NullMarked;
