/** Tests of the rate limiter, its lanes and fair shares, and the circuit breaker. */
@NullMarked
package dev.hathora.operator.traffic;

import org.jspecify.annotations.NullMarked;
