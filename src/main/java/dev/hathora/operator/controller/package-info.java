/**
 * The imperative shell around the planner. Start here: {@link dev.hathora.operator.controller.RoomOperator} wires it,
 * and {@link dev.hathora.operator.controller.HathoraRoomReconciler} is called for each change and runs a pass of the
 * package pass.
 */
@NullMarked
package dev.hathora.operator.controller;

import org.jspecify.annotations.NullMarked;
