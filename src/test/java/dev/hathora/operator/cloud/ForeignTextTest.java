package dev.hathora.operator.cloud;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ForeignTextTest {
    private final ForeignText foreignText = new ForeignText(List.of("eyJ.secret"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Invalid token eyJ.secret             | Invalid token [redacted]        | echoed
            eyJ.secret,eyJ.secret                | [redacted],[redacted]           | more than once
            Authorization: Bearer eyJ.older was  | Authorization: Bearer [redacted] was | another token
            no secret here                       | no secret here                  | nothing to hide
            """)
    void tokensAreRedacted(String text, String shown, String reason) {
        assertThat(foreignText.shown(text)).as(reason).isEqualTo(shown);
    }

    @Test
    void textBecomesOnePrintableLine() {
        assertThat(foreignText.shown(" a\r\nb\tc\u0000d\u001b[31me\u2028f\u202eg\u00a0h\ud800 "))
                .isEqualTo("a b c d [31me f g h");
    }

    @Test
    void longTextIsCutAfter300CharactersAndNeverWithinOne() {
        assertThat(foreignText.shown("x".repeat(300))).isEqualTo("x".repeat(300));
        assertThat(foreignText.shown("x".repeat(301))).isEqualTo("x".repeat(300) + "…");
        assertThat(foreignText.shown("🎲".repeat(301))).isEqualTo("🎲".repeat(300) + "…");
    }

    @Test
    void tokenIsRedactedBeforeTheTextIsCut() {
        assertThat(foreignText.shown("x".repeat(295) + "eyJ.secret")).doesNotContain("eyJ");
    }
}
