/**
 * The Kubernetes API: reads that survive whatever is stored, guarded writes, the lease, connections that notice when nobody
 * answers any more, and which of the watched namespaces can be read.
 */
@NullMarked
package dev.hathora.operator.controller.kubernetes;

import org.jspecify.annotations.NullMarked;
