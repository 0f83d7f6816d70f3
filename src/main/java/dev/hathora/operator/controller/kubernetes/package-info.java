/**
 * How the shell meets the Kubernetes API: the lease, which says who leads, and when a leader must stop changing things;
 * connections that notice when nobody answers any more; and which of the watched namespaces can be read.
 */
@NullMarked
package dev.hathora.operator.controller.kubernetes;

import org.jspecify.annotations.NullMarked;
