/**
 * The speed and memory of {@code host}, each as a ratio to something that is measured in the same run:
 * {@code mvn -q -Pbenchmark-host}. Start reading in {@link dev.hathora.operator.benchmark.host.HostBenchmark}.
 */
@NullMarked
package dev.hathora.operator.benchmark.host;

import org.jspecify.annotations.NullMarked;
