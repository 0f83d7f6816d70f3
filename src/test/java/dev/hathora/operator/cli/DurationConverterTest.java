package dev.hathora.operator.cli;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How durations are written. */
class DurationConverterTest {
    private final DurationConverter converter = new DurationConverter();

    @ParameterizedTest(name = "{0}")
    @CsvSource({"250ms, PT0.25S", "30s, PT30S", "5m, PT5M", "1h, PT1H", "0s, PT0S", "90m, PT1H30M", "007s, PT7S",
        "999999999999h, PT999999999999H"})
    void reads(String text, Duration duration) {
        assertThat(converter.convert(text)).isEqualTo(duration);
    }

    @ParameterizedTest(name = "''{0}'': {1}")
    @CsvSource({"30, no unit", "s, no number", "'', empty", "-5s, negative", "1.5s, a fraction", "5 m, a space",
        "5M, minutes are m", "1d, no such unit", "1m30s, two parts", "PT5S, another notation",
        "1000000000000h, too long"})
    void refuses(String text, String why) {
        assertThatThrownBy(() -> converter.convert(text)).as(why).isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text
                        + "' is not a duration: write a whole number and its unit, such as 250ms, 30s, 5m or 1h");
    }
}
