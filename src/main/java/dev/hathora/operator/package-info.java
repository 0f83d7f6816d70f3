/**
 * {@link dev.hathora.operator.Main}, which may use every package below it.
 */
@NullMarked
package dev.hathora.operator;

import org.jspecify.annotations.NullMarked;
