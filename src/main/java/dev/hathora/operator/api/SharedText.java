package dev.hathora.operator.api;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Interns strings that many resources share, or that occur several times in one resource and in the operator's memory,
 * above all ids. The benchmark's live heap shows how much that saves.
 */
public final class SharedText {
    private SharedText() {}

    /** The interned string. A missing value, which the schema does not allow, becomes the empty string. */
    public static String of(String text) {
        return Objects.requireNonNullElse(text, "").intern();
    }

    /** The same for a string that may be absent. */
    public static @Nullable String orNull(@Nullable String text) {
        return text == null ? null : text.intern();
    }
}
