/**
 * Tests of the decision logic: tables with reasons, the whole product of situations, and repeated planning against a
 * model of Hathora that loses answers, forgets, and restarts the operator.
 */
@NullMarked
package dev.hathora.operator.room;

import org.jspecify.annotations.NullMarked;
