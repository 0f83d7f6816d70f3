package dev.hathora.operator.endpoint;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A health check. Both suppliers are called often. They must return at once, with one line.
 *
 * @param name the name, one or two words
 * @param problem returns what is wrong; empty if healthy
 * @param remark returns a remark even if healthy; empty if there is none
 */
public record HealthCheck(String name, Supplier<Optional<String>> problem, Supplier<Optional<String>> remark) {
    /** A check without remarks. */
    public HealthCheck(String name, Supplier<Optional<String>> problem) {
        this(name, problem, Optional::empty);
    }
}
