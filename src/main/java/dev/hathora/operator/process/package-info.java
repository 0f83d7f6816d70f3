/** The running process: wiring, connections to both APIs, health, metrics and shutdown. */
@NullMarked
package dev.hathora.operator.process;

import org.jspecify.annotations.NullMarked;
