/**
 * The applications that are served, from manifests of this machine that are read again when they change. Start with
 * {@link dev.hathora.operator.host.applications.Applications}.
 */
@NullMarked
package dev.hathora.operator.host.applications;

import org.jspecify.annotations.NullMarked;
