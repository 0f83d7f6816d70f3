/** The records, on SQLite and on PostgreSQL. */
@NullMarked
package dev.hathora.operator.host.store;

import org.jspecify.annotations.NullMarked;
