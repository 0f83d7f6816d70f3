/**
 * Runs game servers as processes of this machine. They survive the host, which finds them again by a small file that is
 * written before each game server starts. Start with {@link dev.hathora.operator.host.runtime.local.LocalRuntime}.
 */
@NullMarked
package dev.hathora.operator.host.runtime.local;

import org.jspecify.annotations.NullMarked;
