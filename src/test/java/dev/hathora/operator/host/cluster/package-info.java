/** Manifests: what they may say, and what happens when they change. */
@NullMarked
package dev.hathora.operator.host.cluster;

import org.jspecify.annotations.NullMarked;
