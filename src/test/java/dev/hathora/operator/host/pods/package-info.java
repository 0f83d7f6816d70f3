/** Games that run as Pods on a real node, and are played. */
@NullMarked
package dev.hathora.operator.host.pods;

import org.jspecify.annotations.NullMarked;
