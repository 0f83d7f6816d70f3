/**
 * The shell around the brain. Start here: {@link dev.hathora.operator.controller.RoomOperator} wires it, {@link
 * dev.hathora.operator.controller.HathoraRoomReconciler} is called for each change, and hands each resource to the pass package.
 */
@NullMarked
package dev.hathora.operator.controller;

import org.jspecify.annotations.NullMarked;
