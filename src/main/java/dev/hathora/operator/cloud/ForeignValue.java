package dev.hathora.operator.cloud;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Validates strings in answers before they are used in status, Secrets, events and logs. The Kubernetes API rejects
 * some strings, such as those with NUL characters or unpaired surrogates, and stores others at any length. If the exact
 * value is needed, an answer with an invalid value is rejected. Otherwise the value is replaced, because a room that
 * can't be read can't be destroyed either. The limits are generous, because Hathora documents none.
 */
final class ForeignValue {
    /** An id, a host name or an address: printable ASCII without white space. The longest DNS name has 253 characters. */
    private static final Pattern WORD = Pattern.compile("[!-~]{1,253}");

    /** The scheme of a URI (RFC 3986). */
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]{0,31}");

    /** The number of hash digits in the replacement of an invalid id. */
    private static final int DIGITS = 16;

    private static final ForeignText PRINTABLE = new ForeignText(List.of());

    private ForeignValue() {}

    /** A value that must not be changed. An invalid one is rejected. */
    static String word(String field, @Nullable String value) {
        return matching(WORD, field, value);
    }

    static String scheme(String field, @Nullable String value) {
        return matching(SCHEME, field, value);
    }

    /** An id. An invalid one is replaced, always by the same value. */
    static String id(String field, @Nullable String value) {
        String given = present(field, value);
        return WORD.matcher(given).matches() ? given.intern() : "unusable-" + digest(given);
    }

    /** A value that is only displayed. Characters that can't be printed are removed. */
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
            // not UTF-8, which encodes all unpaired surrogates in the same way
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_16BE));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
