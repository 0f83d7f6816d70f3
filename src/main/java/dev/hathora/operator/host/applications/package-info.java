/**
 * Reads the applications that the host serves from manifests on this machine, and applies changes. Start with
 * {@link dev.hathora.operator.host.applications.Applications}.
 */
@NullMarked
package dev.hathora.operator.host.applications;

import org.jspecify.annotations.NullMarked;
