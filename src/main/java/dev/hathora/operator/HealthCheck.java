package dev.hathora.operator;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * One thing that must be well.
 *
 * @param name what it is, in a word or two
 * @param problem says what is wrong, in one line; empty: nothing. Asked often: must answer at once
 */
public record HealthCheck(String name, Supplier<Optional<String>> problem) {}
