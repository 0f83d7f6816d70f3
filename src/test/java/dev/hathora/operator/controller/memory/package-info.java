/** Tests of what is remembered between passes. */
@NullMarked
package dev.hathora.operator.controller.memory;

import org.jspecify.annotations.NullMarked;
