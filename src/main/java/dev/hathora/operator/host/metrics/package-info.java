/** What a host tells Prometheus, and probes. */
@NullMarked
package dev.hathora.operator.host.metrics;

import org.jspecify.annotations.NullMarked;
