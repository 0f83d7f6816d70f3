/** Game servers as processes of this machine: real ones. */
@NullMarked
package dev.hathora.operator.host.runtime.local;

import org.jspecify.annotations.NullMarked;
