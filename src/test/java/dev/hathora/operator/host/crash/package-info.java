/**
 * A host that dies as with kill -9, before or after every single thing that it writes or does, and one that goes on from
 * there. Read {@code Operations} for the situations, {@code Aftermath} for the promises, and {@code HostCrashPointsTest}
 * for what is done.
 */
@NullMarked
package dev.hathora.operator.host.crash;

import org.jspecify.annotations.NullMarked;
