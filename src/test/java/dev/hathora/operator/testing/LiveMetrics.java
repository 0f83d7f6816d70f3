package dev.hathora.operator.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class about what {@code /metrics} says. A parameter of type {@link Scrape} is what the real program served at
 * the end of {@linkplain LiveMetricsExtension a short and eventful run}. It runs once for all tests.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LiveMetricsExtension.class)
public @interface LiveMetrics {}
