/**
 * The command line: commands, and their options read into settings.
 */
@NullMarked
package dev.hathora.operator.cli;

import org.jspecify.annotations.NullMarked;
