/**
 * The API group {@code hathora.dev}: field types and formats that its kinds share. Each kind has a package of its own. Uses
 * no other package of this project.
 */
@NullMarked
package dev.hathora.operator.api;

import org.jspecify.annotations.NullMarked;
