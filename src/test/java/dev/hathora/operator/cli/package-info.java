/** Tests of the package of the same name. */
@NullMarked
package dev.hathora.operator.cli;

import org.jspecify.annotations.NullMarked;
