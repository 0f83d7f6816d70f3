/**
 * The program behind {@code mvn -q -Pchaos}: the operator runs as a process that is killed at random, with a real API
 * server and a failing Hathora, while users keep changing their resources. Afterwards Hathora's own record is searched
 * for broken promises. {@code Chaos} defines the order of events, {@code Verdict} the checks.
 */
@NullMarked
package dev.hathora.operator.chaos;

import org.jspecify.annotations.NullMarked;
