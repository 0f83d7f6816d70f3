package dev.hathora.operator.host;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hathora.operator.roomv2.Access.Decision;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class TokensTest {
    @Test
    void aTokenThatIsMissingIsToldOnceEachTime() {
        Deque<String> read = new ArrayDeque<>(List.of("", "", "t", "t", ""));
        Tokens tokens = new Tokens(() -> {
            String token = read.removeFirst();
            if (token.isEmpty()) {
                throw new IllegalStateException("the file is empty");
            }
            return token;
        });
        Logger log = (Logger) LoggerFactory.getLogger(Tokens.class);
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        log.addAppender(told);
        try {
            assertThat(List.of("t", "t", "t", "x", "t").stream().map(sent -> tokens.decide(sent, "app-1")))
                    .containsExactly(Decision.UNKNOWN_TOKEN, Decision.UNKNOWN_TOKEN, Decision.ALLOWED,
                            Decision.UNKNOWN_TOKEN, Decision.UNKNOWN_TOKEN);
        } finally {
            log.detachAppender(told);
        }

        assertThat(told.list).as("it went away twice").hasSize(2);
    }
}
