/** The HTTP server for probes and Prometheus. */
@NullMarked
package dev.hathora.operator.endpoint;

import org.jspecify.annotations.NullMarked;
