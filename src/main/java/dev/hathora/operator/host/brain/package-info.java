/** Decides on the next steps for processes. Pure: no I/O and no clock. */
@NullMarked
package dev.hathora.operator.host.brain;

import org.jspecify.annotations.NullMarked;
