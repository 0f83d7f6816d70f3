/** The command line: the commands, and the conversion of their options to settings. */
@NullMarked
package dev.hathora.operator.cli;

import org.jspecify.annotations.NullMarked;
