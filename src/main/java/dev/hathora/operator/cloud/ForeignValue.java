package dev.hathora.operator.cloud;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a text in an answer must look like to be used. Such texts end up in status, Secrets, events and logs. The Kubernetes
 * API refuses some of them each time, such as NUL characters and halves of characters, and stores others at any length. An
 * answer with a text of another form is a broken one. The bounds are wide, since Hathora documents none.
 */
final class ForeignValue {
    /** An id, a host name or an address: printable ASCII without white space. The longest DNS name has 253 characters. */
    private static final Pattern WORD = Pattern.compile("[!-~]{1,253}");

    /** What may stand before the colon of a URI (RFC 3986). */
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]{0,31}");

    /** Printable, in whatever script. */
    private static final Pattern NAME = Pattern.compile("\\P{C}{0,253}");

    private ForeignValue() {}

    static String word(String field, @Nullable String value) {
        return matching(WORD, field, value);
    }

    static String scheme(String field, @Nullable String value) {
        return matching(SCHEME, field, value);
    }

    static String name(String field, @Nullable String value) {
        return matching(NAME, field, value);
    }

    private static String matching(Pattern form, String field, @Nullable String value) {
        if (value == null || !form.matcher(value).matches()) {
            throw new IllegalArgumentException(field + " is not of the form " + form);
        }
        return value.intern();
    }
}
