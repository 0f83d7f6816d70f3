/**
 * The metrics of the operator and its rooms. Label values come from short fixed lists and never name a resource or a
 * room, so the number of series does not grow with the number of rooms. Uses every package of the operator, and none that
 * serves Hathora's API.
 */
@NullMarked
package dev.hathora.operator.metrics;

import org.jspecify.annotations.NullMarked;
