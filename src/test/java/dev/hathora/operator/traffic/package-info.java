/** Tests of who may call when: limiter, lanes, fair shares, breaker. */
@NullMarked
package dev.hathora.operator.traffic;

import org.jspecify.annotations.NullMarked;
