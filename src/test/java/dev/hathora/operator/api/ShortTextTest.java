package dev.hathora.operator.api;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ShortTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            abcde   | 5 | abcde | fits
            abcdef  | 5 | abcd… | does not
            abc🎲   | 5 | abc🎲 | fits
            abc🎲d  | 5 | abc…  | a character that takes two is not halved
            abcd🎲  | 5 | abcd… | nor is this one
            ab🎲de  | 5 | ab🎲… | whole
            """)
    void isCutBetweenCharacters(String text, int longest, String cut, String reason) {
        assertThat(ShortText.of(text, longest)).as(reason).isEqualTo(cut);
    }
}
