/**
 * The Java types of the custom resource {@code HathoraRoom}. The CRD in {@code crds/} is generated from these types and
 * their Javadoc. Uses no other package of this project.
 */
@NullMarked
package dev.hathora.operator.api;

import org.jspecify.annotations.NullMarked;
