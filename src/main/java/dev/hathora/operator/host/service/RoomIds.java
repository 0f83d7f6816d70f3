package dev.hathora.operator.host.service;

import java.util.random.RandomGenerator;

/** Ids for rooms whose callers want none: 13 digits to the base of 36, as Hathora's own. */
final class RoomIds {
    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 13;

    private final RandomGenerator random;

    RoomIds(RandomGenerator random) {
        this.random = random;
    }

    String next() {
        return next(LENGTH);
    }

    /** @param length how many digits */
    String next(int length) {
        return random.ints(length, 0, DIGITS.length()).mapToObj(DIGITS::charAt)
                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append).toString();
    }
}
