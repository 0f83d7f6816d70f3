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
 * Reads a point in time. Hathora documents RFC 3339. Numbers, also as text, are read as seconds, milliseconds, microseconds
 * or nanoseconds since 1970, whichever is nearest to the present. The result is null where the value is no time, where it
 * lies before 2000, as the zero values of Go and JavaScript do, and where RFC 3339 can't express it, since the Kubernetes
 * API refuses to store that. An answer with such a time still tells where the room is, so it is not thrown away.
 */
final class TimeReader extends JsonDeserializer<@Nullable Instant> {
    private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,25}([.][0-9]{1,25})?");

    /** As seconds, from here on it is the year 5138; as milliseconds, up to here 1973. Likewise for the smaller units. */
    private static final BigDecimal TOO_MANY = new BigDecimal("1e11");
    private static final int[] DECIMALS = {0, 3, 6, 9};

    @Override
    public @Nullable Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> ofText(json.getText().strip());
            case VALUE_NUMBER_INT -> ofNumber(json.getText());
            // as a tree prints it with an exponent
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
            // takes any offset, lower case and leap seconds, too
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
