package dev.hathora.operator.roomset;

import java.util.function.IntUnaryOperator;

/**
 * The names of a set's rooms: {@code <set>-<suffix>}, with a random suffix as Kubernetes generates it. They fit the
 * limit of 253 characters, and no two sets ever share the part before the suffix: a name that is too long is cut, and
 * followed by a hash of the whole name. The result is longer than any name that is not cut.
 *
 * @param set the name of the set, a DNS-1123 subdomain
 */
public record RoomNames(String set) {
    /** Without vowels, so that no words appear, and without digits and letters that look alike. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX = 5;
    private static final int MAX_PREFIX = 253 - 1 - SUFFIX;
    private static final int HASH = 20;

    /**
     * A name for another room. It may be taken: then the API server refuses the room, and the next name is tried.
     *
     * @param random returns a random number from 0 to its argument, exclusive
     */
    public String next(IntUnaryOperator random) {
        StringBuilder name = new StringBuilder(prefix()).append('-');
        for (int i = 0; i < SUFFIX; i++) {
            name.append(ALPHABET.charAt(random.applyAsInt(ALPHABET.length())));
        }
        return name.toString();
    }

    private String prefix() {
        if (set.length() < MAX_PREFIX) {
            return set;
        }
        String kept = set.substring(0, MAX_PREFIX - HASH - 1);
        // a part of a subdomain neither ends nor begins with a hyphen
        String end = kept.endsWith(".") ? kept.substring(0, kept.length() - 1) + "-" : kept;
        return end + "-" + ShortHash.of(set, HASH);
    }
}
