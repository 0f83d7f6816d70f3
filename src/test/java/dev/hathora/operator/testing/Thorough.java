package dev.hathora.operator.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;

import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * A test that takes long, or repeats what others test in more combinations. It runs where the environment variable
 * {@code HATHORA_TEST_THOROUGH} is {@code true}, as in {@code .ci/run}, or {@code all}, which takes even longer.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfEnvironmentVariable(
        named = Thorough.VARIABLE,
        matches = "true|all",
        disabledReason = "takes long: set " + Thorough.VARIABLE + "=true")
public @interface Thorough {
    /** Switches these tests on. */
    String VARIABLE = "HATHORA_TEST_THOROUGH";

    /** The rows of a table that are as thorough. */
    final class Rows {
        private Rows() {}

        /** The rows every run has, and those of a thorough one. */
        public static <T> Stream<T> of(Stream<T> always, Stream<T> thorough) {
            return isThorough() ? Stream.concat(always, thorough) : always;
        }

        /** Whether this is a thorough run. */
        public static boolean isThorough() {
            return "true".equals(System.getenv(VARIABLE)) || takesAll();
        }

        /** Whether this run also takes the rows that are left out of {@code .ci/run}, because they take too long. */
        public static boolean takesAll() {
            return "all".equals(System.getenv(VARIABLE));
        }
    }
}
