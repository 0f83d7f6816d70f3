/**
 * The operator's interface to Hathora: the port {@link dev.hathora.operator.cloud.HathoraCloud} with its values and
 * typed errors. Uses no other package of this project.
 */
@NullMarked
package dev.hathora.operator.cloud;

import org.jspecify.annotations.NullMarked;
