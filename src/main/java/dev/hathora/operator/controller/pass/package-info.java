/**
 * One pass over one resource: observe, plan, execute and project. Start with
 * {@link dev.hathora.operator.controller.pass.RoomPass}.
 */
@NullMarked
package dev.hathora.operator.controller.pass;

import org.jspecify.annotations.NullMarked;
