/** Tests of the package of the same name. */
@NullMarked
package dev.hathora.operator.process;

import org.jspecify.annotations.NullMarked;
