/**
 * The custom resource {@code HathoraRoom} as users write and read it. The CRD in {@code crds/} is generated from these
 * types and their Javadoc. Uses no other package of ours.
 */
@NullMarked
package dev.hathora.operator.api;

import org.jspecify.annotations.NullMarked;
