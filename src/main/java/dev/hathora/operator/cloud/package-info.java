/**
 * Hathora as the operator sees it: the port {@link dev.hathora.operator.cloud.HathoraCloud} with its values and typed errors.
 * Uses no other package of ours.
 */
@NullMarked
package dev.hathora.operator.cloud;

import org.jspecify.annotations.NullMarked;
