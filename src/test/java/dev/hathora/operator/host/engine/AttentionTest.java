package dev.hathora.operator.host.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class AttentionTest {
    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

    /** Looks at these seconds, and since when the last of them is without a gap. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the first look begins it                | 0           | 0
            looks in time go on                     | 0 5 10 25   | 0
            nobody looked, or the machine slept     | 0 5 100     | 100
            after a gap all begins again            | 0 100 105   | 100
            the clock was set back                  | 1000 500    | 500
            two threads read the clock out of order | 0 5 4       | 0
            """)
    void gapsDoNotCount(String reason, String looks, long since) {
        Attention attention = new Attention(Duration.ofSeconds(15));
        List<Instant> answers = List.of(looks.split(" ", -1)).stream()
                .map(second -> attention.since(START.plusSeconds(Long.parseLong(second)))).toList();
        assertThat(answers.getLast()).as(reason).isEqualTo(START.plusSeconds(since));
    }
}
