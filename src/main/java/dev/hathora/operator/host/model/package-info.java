/** The values that the host's records and decisions are made of. No I/O. */
@NullMarked
package dev.hathora.operator.host.model;

import org.jspecify.annotations.NullMarked;
