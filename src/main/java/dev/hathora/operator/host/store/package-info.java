/** Keeps the host's records in SQLite or PostgreSQL. */
@NullMarked
package dev.hathora.operator.host.store;

import org.jspecify.annotations.NullMarked;
