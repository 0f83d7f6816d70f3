/**
 * What {@code /metrics} says about the operator and its rooms. Labels have values from short lists of ours, and never name
 * a resource or a room: the number of series does not grow with the number of rooms. Uses every package of the operator, and none that serves Hathora's API.
 */
@NullMarked
package dev.hathora.operator.metrics;

import org.jspecify.annotations.NullMarked;
