/**
 * Hathora's operations as tables of routes: which path and method each has, whose token it takes, what it reads, and what
 * it sends on success. What lies behind them are the ports of {@code roomv2}.
 */
@NullMarked
package dev.hathora.operator.roomv2.operations;

import org.jspecify.annotations.NullMarked;
