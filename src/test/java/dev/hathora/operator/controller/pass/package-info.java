/** Tests of one pass. */
@NullMarked
package dev.hathora.operator.controller.pass;

import org.jspecify.annotations.NullMarked;
