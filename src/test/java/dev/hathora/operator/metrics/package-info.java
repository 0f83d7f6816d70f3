/** What {@code /metrics} says, and what alerts and the dashboard make of it. */
@NullMarked
package dev.hathora.operator.metrics;

import org.jspecify.annotations.NullMarked;
