/**
 * Hathora's operations as tables of routes: the path, method, and kind of token of each, its parameters, and its answer
 * on success. They call the ports of {@code roomv2}.
 */
@NullMarked
package dev.hathora.operator.roomv2.operations;

import org.jspecify.annotations.NullMarked;
