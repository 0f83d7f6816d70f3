package dev.hathora.operator.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses durations from the command line and the environment: {@code 250ms}, {@code 30s}, {@code 5m}. */
public final class DurationConverter implements ITypeConverter<Duration> {
    /** Twelve digits of the largest unit still fit into a {@link Duration}. */
    private static final Pattern FORMAT = Pattern.compile("(\\d{1,12})(ms|s|m|h)");

    /** * Parses a duration.
     *
     * @throws TypeConversionException with a message that says what to write instead
     */
    @Override
    public Duration convert(String value) {
        Matcher matcher = FORMAT.matcher(value);
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'%s' is not a duration: write a whole number and its unit, such as 250ms, 30s, 5m or 1h"
                            .formatted(value));
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
