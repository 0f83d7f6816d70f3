/**
 * The custom resource {@code HathoraRoom}: its spec, status, and the values of their fields. The CRD in {@code crds/} is
 * generated from these types and their Javadoc.
 */
@NullMarked
package dev.hathora.operator.api.hathoraroom;

import org.jspecify.annotations.NullMarked;
