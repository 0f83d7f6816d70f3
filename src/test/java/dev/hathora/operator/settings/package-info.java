/** Tests of the package of the same name. */
@NullMarked
package dev.hathora.operator.settings;

import org.jspecify.annotations.NullMarked;
