/** Brings records, decisions and the runtime together: observes, plans and executes, for one process at a time. */
@NullMarked
package dev.hathora.operator.host.engine;

import org.jspecify.annotations.NullMarked;
