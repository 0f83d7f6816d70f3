/**
 * Hathora Cloud as the operator sees it: the port {@link dev.hathora.operator.cloud.HathoraCloud}, its HTTP adapter,
 * its typed errors, and the {@link dev.hathora.operator.cloud.CallLimiter} that says when it may be called. Uses no
 * other package of ours.
 */
@NullMarked
package dev.hathora.operator.cloud;

import org.jspecify.annotations.NullMarked;
