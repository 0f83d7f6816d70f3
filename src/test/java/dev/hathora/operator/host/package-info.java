/** The host as its users start it, and the game that its tests run. */
@NullMarked
package dev.hathora.operator.host;

import org.jspecify.annotations.NullMarked;
