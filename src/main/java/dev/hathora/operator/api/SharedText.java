package dev.hathora.operator.api;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Texts that thousands of resources have in common, or that one mentions in several places, and the operator in its notes
 * about the room: ids above all. Each is kept only once. How much that is worth, the benchmark's live heap tells.
 */
public final class SharedText {
    private SharedText() {}

    /** The same text, of which there is no second one in memory. What was left out in spite of its schema reads as empty. */
    static String of(String text) {
        return Objects.requireNonNullElse(text, "").intern();
    }

    /** The same for a text that may be absent. */
    public static @Nullable String orNull(@Nullable String text) {
        return text == null ? null : text.intern();
    }
}
