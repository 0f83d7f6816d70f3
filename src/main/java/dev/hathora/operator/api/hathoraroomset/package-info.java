/**
 * The custom resource {@code HathoraRoomSet}: its spec, status, and the values of their fields. The CRD in {@code crds/} is
 * generated from these types and their Javadoc. The template contains the spec of a {@code HathoraRoom}.
 */
@NullMarked
package dev.hathora.operator.api.hathoraroomset;

import org.jspecify.annotations.NullMarked;
