/**
 * Who may call Hathora when: the limiter with its lanes and fair shares, and the breaker that probes an API which is down.
 * Uses the cloud package only.
 */
@NullMarked
package dev.hathora.operator.traffic;

import org.jspecify.annotations.NullMarked;
