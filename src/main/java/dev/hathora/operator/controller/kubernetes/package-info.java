/**
 * Access to the Kubernetes API: tolerant reads, guarded writes, the lease, the detection of dead connections, and the
 * check which of the watched namespaces can be read.
 */
@NullMarked
package dev.hathora.operator.controller.kubernetes;

import org.jspecify.annotations.NullMarked;
