/**
 * The custom resource {@code HathoraApplication}: its spec, status, and the values of their fields. The CRD in {@code
 * crds/} is generated from these types and their Javadoc. The host reads the spec with the reader of manifests, which
 * has the same fields.
 */
@NullMarked
package dev.hathora.operator.api.hathoraapplication;

import org.jspecify.annotations.NullMarked;
