package dev.hathora.operator.cloud.http;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

import org.jspecify.annotations.Nullable;

/** The HTTP header {@code Retry-After}: a number of seconds, or a date. */
final class RetryAfter {
    /** The maximum delay. Longer values are capped, because a wrong header must not stop the operator for a day. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private RetryAfter() {}

    /** The delay from {@code now}, 0 to 5 min. Null if the header is absent or invalid. */
    static @Nullable Duration parse(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        String value = header.strip();
        try {
            return bounded(value.matches("-?[0-9]+")
                    ? Duration.ofSeconds(new BigInteger(value).min(BigInteger.valueOf(LONGEST.toSeconds()))
                            .max(BigInteger.ZERO).longValue())
                    : Duration.between(now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from)));
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static Duration bounded(Duration delay) {
        if (delay.isNegative()) {
            return Duration.ZERO;
        }
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
}
