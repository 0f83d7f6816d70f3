/** Connections to the Kubernetes API, for the commands that need one. */
@NullMarked
package dev.hathora.operator.cluster;

import org.jspecify.annotations.NullMarked;
