package dev.hathora.operator.host.service;

import java.util.random.RandomGenerator;

/** Generates ids for rooms without a requested id: 13 digits in base 36, like Hathora's. */
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

    /** @param length the number of digits */
    String next(int length) {
        return random.ints(length, 0, DIGITS.length()).mapToObj(DIGITS::charAt)
                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append).toString();
    }
}
