/** Tests of the port's HTTP adapter: the meaning of failures as tables, the wire against the simulator. */
@NullMarked
package dev.hathora.operator.cloud.http;

import org.jspecify.annotations.NullMarked;
