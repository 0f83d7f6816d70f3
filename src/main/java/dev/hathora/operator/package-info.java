/**
 * The program: command line, settings, wiring, health, metrics and shutdown. May use every package below it.
 */
@NullMarked
package dev.hathora.operator;

import org.jspecify.annotations.NullMarked;
