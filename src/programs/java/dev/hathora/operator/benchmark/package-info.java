/**
 * The operator's resource usage and performance, compared with a naive operator and a floor:
 * {@code mvn -q -Pbenchmark}. Start reading in {@link dev.hathora.operator.benchmark.Benchmark}.
 */
@NullMarked
package dev.hathora.operator.benchmark;

import org.jspecify.annotations.NullMarked;
