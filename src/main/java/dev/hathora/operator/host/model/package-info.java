/** The values in the host's records and decisions. No I/O. */
@NullMarked
package dev.hathora.operator.host.model;

import org.jspecify.annotations.NullMarked;
