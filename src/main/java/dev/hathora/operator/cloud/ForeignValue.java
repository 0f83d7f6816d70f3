package dev.hathora.operator.cloud;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What texts in answers must look like to be used. They end up in status, Secrets, events and logs. The Kubernetes API
 * refuses some each time, such as NUL characters and halves of characters, and stores others at any length. Where the text
 * is needed as it is, an answer with an unusable one is a broken one; elsewhere another text takes its place, because a
 * room that can't be read can't be ended either. The bounds are wide, since Hathora documents none.
 */
final class ForeignValue {
    /** An id, a host name or an address: printable ASCII without white space. The longest DNS name has 253 characters. */
    private static final Pattern WORD = Pattern.compile("[!-~]{1,253}");

    /** What may stand before the colon of a URI (RFC 3986). */
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]{0,31}");

    /** How many digits tell one unusable id from another. */
    private static final int DIGITS = 16;

    private static final ForeignText PRINTABLE = new ForeignText(List.of());

    private ForeignValue() {}

    /** What has to be as it is. */
    static String word(String field, @Nullable String value) {
        return matching(WORD, field, value);
    }

    static String scheme(String field, @Nullable String value) {
        return matching(SCHEME, field, value);
    }

    /** What one thing is told from another by: another text, always the same, stands for one that can't be used. */
    static String id(String field, @Nullable String value) {
        String given = present(field, value);
        return WORD.matcher(given).matches() ? given.intern() : "unusable-" + digest(given);
    }

    /** What is only shown: what can't be printed is left out. */
    static String name(String field, @Nullable String value) {
        return PRINTABLE.shown(present(field, value)).intern();
    }

    private static String matching(Pattern form, String field, @Nullable String value) {
        String given = present(field, value);
        if (!form.matcher(given).matches()) {
            throw new IllegalArgumentException(field + " is not of the form " + form);
        }
        return given.intern();
    }

    private static String present(String field, @Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }

    private static String digest(String text) {
        try {
            // not UTF-8, in which all halves of characters are the same
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_16BE));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
