/**
 * The poller: polls rooms on a schedule of its own, and requeues a resource when the observation of its room changed.
 */
@NullMarked
package dev.hathora.operator.controller.watch;

import org.jspecify.annotations.NullMarked;
