/** The engine, with a runtime that the test plays. */
@NullMarked
package dev.hathora.operator.host.engine;

import org.jspecify.annotations.NullMarked;
