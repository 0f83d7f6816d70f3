/** Connects records, decisions and the runtime: observes, plans and executes for each process. */
@NullMarked
package dev.hathora.operator.host.engine;

import org.jspecify.annotations.NullMarked;
