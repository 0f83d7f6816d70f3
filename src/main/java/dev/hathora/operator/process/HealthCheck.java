package dev.hathora.operator.process;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * One thing that must be well. Both are asked often, and must answer at once, in one line.
 *
 * @param name what it is, in a word or two
 * @param problem says what is wrong; empty: nothing
 * @param remark says what is to be known although nothing is wrong; empty: nothing
 */
public record HealthCheck(String name, Supplier<Optional<String>> problem, Supplier<Optional<String>> remark) {
    /** A check without remarks. */
    public HealthCheck(String name, Supplier<Optional<String>> problem) {
        this(name, problem, Optional::empty);
    }
}
