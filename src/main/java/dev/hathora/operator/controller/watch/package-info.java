/**
 * The poller: looks at rooms on a schedule of its own, and wakes the reconciler when something changed.
 */
@NullMarked
package dev.hathora.operator.controller.watch;

import org.jspecify.annotations.NullMarked;
