/** Tests of the decision logic for sets: tables with reasons, and repeated planning against a model of a cluster. */
@NullMarked
package dev.hathora.operator.roomset;

import org.jspecify.annotations.NullMarked;
