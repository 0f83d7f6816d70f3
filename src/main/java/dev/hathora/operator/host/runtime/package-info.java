/** The port to what runs game servers. */
@NullMarked
package dev.hathora.operator.host.runtime;

import org.jspecify.annotations.NullMarked;
