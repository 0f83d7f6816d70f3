/** Tests of the package of the same name. */
@NullMarked
package dev.hathora.operator.endpoint;

import org.jspecify.annotations.NullMarked;
