/**
 * Game servers as processes of this machine. They survive the host, which finds them again by a small file that each
 * writes before its game server begins. Start with {@link dev.hathora.operator.host.runtime.local.LocalRuntime}.
 */
@NullMarked
package dev.hathora.operator.host.runtime.local;

import org.jspecify.annotations.NullMarked;
