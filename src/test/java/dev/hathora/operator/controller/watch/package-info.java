/** Tests of the poller. */
@NullMarked
package dev.hathora.operator.controller.watch;

import org.jspecify.annotations.NullMarked;
