/**
 * When calls to Hathora may be sent: the rate limiter with its priority lanes and fair shares, and the circuit breaker
 * that probes an API that is down. Uses only the cloud package.
 */
@NullMarked
package dev.hathora.operator.traffic;

import org.jspecify.annotations.NullMarked;
