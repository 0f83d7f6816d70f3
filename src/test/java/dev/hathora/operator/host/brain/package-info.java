/** Decisions about processes, as tables. */
@NullMarked
package dev.hathora.operator.host.brain;

import org.jspecify.annotations.NullMarked;
