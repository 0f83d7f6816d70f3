package dev.hathora.operator.host;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.TokenHash;
import dev.hathora.operator.roomv2.Access.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

@Execution(ExecutionMode.CONCURRENT)
class TokensTest {
    private static Application application(String appId, String... tokens) {
        return new Application(appId, "", "game", "secret", List.of(), Application.Logins.DEFAULT,
                Stream.of(tokens).map(TokenHash::of).toList(), Instant.EPOCH);
    }

    @ParameterizedTest(name = "{0} for {1}")
    @CsvSource(delimiter = '|', textBlock = """
            developer | app-1   | ALLOWED       | it is good for everything
            developer | app-9   | ALLOWED       | that there is no such application is told by others
            developer | ''      | ALLOWED       | lists of applications
            one       | app-1   | ALLOWED       | its own
            two       | app-1   | ALLOWED       | its own as well
            one       | app-2   | HIDDEN        | another one
            one       | app-3   | HIDDEN        | another one, without tokens
            one       | app-9   | HIDDEN        | none: as another one
            one       | ''      | ALLOWED       | lists, which show only its own
            three     | app-2   | ALLOWED       | its own
            three     | app-1   | HIDDEN        | another one
            four      | app-1   | UNKNOWN_TOKEN | nobody's
            on        | app-1   | UNKNOWN_TOKEN | half of one
            One       | app-1   | UNKNOWN_TOKEN | another case
            ''        | app-1   | UNKNOWN_TOKEN | none
            HASH      | app-1   | UNKNOWN_TOKEN | what is kept is no token
            """)
    void aTokenIsGoodForItsApplicationAlone(String sent, String appId, Decision decision, String why) {
        List<Application> applications = List.of(application("app-1", "one", "two"), application("app-2", "three"),
                application("app-3"));
        Tokens tokens = new Tokens(() -> "developer", () -> applications);
        assertThat(tokens.decide(sent.replace("HASH", TokenHash.of("one").hex()), appId)).as(why).isEqualTo(decision);
    }

    @Test
    void nothingOfATokenIsPrinted() {
        assertThat(TokenHash.of("one").toString() + application("app-1", "one")).doesNotContain("one",
                TokenHash.of("one").hex());
    }

    @Test
    void aTokenThatIsMissingIsToldOnceEachTime() {
        Deque<String> read = new ArrayDeque<>(List.of("", "", "t", "t", ""));
        Tokens tokens = new Tokens(() -> {
            String token = read.removeFirst();
            if (token.isEmpty()) {
                throw new IllegalStateException("the file is empty");
            }
            return token;
        }, () -> List.of(application("app-1", "one")));
        Logger log = (Logger) LoggerFactory.getLogger(Tokens.class);
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        log.addAppender(told);
        try {
            assertThat(List.of("t", "one", "t", "x", "t").stream().map(sent -> tokens.decide(sent, "app-1")))
                    .as("those of applications are good without it").containsExactly(Decision.UNKNOWN_TOKEN,
                            Decision.ALLOWED, Decision.ALLOWED, Decision.UNKNOWN_TOKEN, Decision.UNKNOWN_TOKEN);
        } finally {
            log.detachAppender(told);
        }

        assertThat(told.list).as("it went away twice").hasSize(2);
    }
}
