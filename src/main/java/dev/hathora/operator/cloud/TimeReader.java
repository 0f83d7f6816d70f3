package dev.hathora.operator.cloud;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a timestamp. Hathora documents RFC 3339. Numbers, also as strings, are read as seconds, milliseconds,
 * microseconds or nanoseconds since 1970, whichever is plausible. The result is null if the value is not a time, if it
 * is before 2000 (like the zero values of Go and JavaScript), or if RFC 3339 can't express it, because the Kubernetes
 * API would reject it. The rest of such an answer is still useful, so it is not rejected.
 */
final class TimeReader extends JsonDeserializer<@Nullable Instant> {
    private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,25}([.][0-9]{1,25})?");

    /**
     * Read as seconds, this is the year 5138. Read as milliseconds, it is 1973. The same applies to the smaller units.
     */
    private static final BigDecimal TOO_MANY = new BigDecimal("1e11");
    private static final int[] DECIMALS = {0, 3, 6, 9};

    @Override
    public @Nullable Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> ofText(json.getText().strip());
            case VALUE_NUMBER_INT -> ofNumber(json.getText());
            // without the exponent that Jackson's tree would print
            case VALUE_NUMBER_FLOAT -> ofNumber(plain(json.getDoubleValue()));
            default -> {
                json.skipChildren();
                yield null;
            }
        };
    }

    private static @Nullable Instant ofText(String text) {
        if (NUMBER.matcher(text).matches()) {
            return ofNumber(text);
        }
        try {
            // also accepts any offset, lower case and leap seconds
            return possible(DateTimeFormatter.ISO_INSTANT.parse(text, Instant::from));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Instant ofNumber(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        for (int decimals : DECIMALS) {
            BigDecimal seconds = new BigDecimal(text).movePointLeft(decimals);
            if (seconds.abs().compareTo(TOO_MANY) < 0) {
                BigDecimal whole = new BigDecimal(seconds.toBigInteger());
                return possible(Instant.ofEpochSecond(whole.longValueExact(),
                        seconds.subtract(whole).movePointRight(9).longValue()));
            }
        }
        return null;
    }

    private static String plain(double number) {
        return Double.isFinite(number) ? new BigDecimal(Double.toString(number)).toPlainString() : "";
    }

    private static @Nullable Instant possible(Instant time) {
        return time.isBefore(FIRST) || time.isAfter(LAST) ? null : time;
    }
}
