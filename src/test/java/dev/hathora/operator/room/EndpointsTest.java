package dev.hathora.operator.room;

import java.net.URI;
import java.util.Set;

import dev.hathora.operator.room.Endpoints.Relation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which endpoint a claim was made at, whatever its URL looks like. */
class EndpointsTest {
    private static final Endpoints ENDPOINTS = new Endpoints("https://new.example:443",
            Set.of("https://old.example:443"), Set.of("http://10.0.0.1:8181"));

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            https://api.hathora.dev            | https://api.hathora.dev:443 | the port that https has by itself
            http://api.hathora.dev             | http://api.hathora.dev:80   | and http
            https://api.hathora.dev:8443       | https://api.hathora.dev:8443| another one
            https://api.hathora.dev/           | https://api.hathora.dev:443 | a slash at the end
            https://api.hathora.dev/v2/        | https://api.hathora.dev:443 | a path is none of its business
            HTTPS://API.Hathora.dev            | https://api.hathora.dev:443 | names have no case
            https://api.hathora.dev.           | https://api.hathora.dev:443 | a name that is written in full
            http://[::1]:8181                  | http://[::1]:8181           | an address
            """)
    void anOriginIsWrittenInOneWay(URI url, String origin, String why) {
        assertThat(Endpoints.origin(url)).isEqualTo(origin);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://api.hathora.dev", "api.hathora.dev", "https:///rooms", "https://a_b"})
    void whatHasNoOriginIsRefused(URI url) {
        assertThatThrownBy(() -> Endpoints.origin(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "{0} is {1}: {2}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            https://new.example:443 | HERE      | where the operator calls
            http://10.0.0.1:8181    | HERE      | the same rooms under another name
            none                    | HERE      | an older version did not say where
            https://old.example:443 | MOVED     | a person has said that it is gone
            https://else.where:443  | ELSEWHERE | nobody has said anything
            http://new.example:80   | ELSEWHERE | another scheme is another endpoint
            """)
    void aClaimBelongsToWhereItWasMade(String claimedAt, Relation relation, String why) {
        assertThat(ENDPOINTS.of(claimedAt)).isEqualTo(relation);
    }

    @Test
    void aClaimThatWasMadeElsewhereIsToldWithBothEndpoints() {
        assertThat(ENDPOINTS.other("https://new.example:443")).as("here").isNull();
        assertThat(ENDPOINTS.other("https://old.example:443")).as("it is gone, as a person has said")
                .isEqualTo(new OtherEndpoint("https://old.example:443", "https://new.example:443", true));
        assertThat(ENDPOINTS.other("https://else.where:443")).as("it may be there")
                .isEqualTo(new OtherEndpoint("https://else.where:443", "https://new.example:443", false));
        assertThat(Endpoints.only(URI.create("https://new.example"))).as("one without former ones")
                .isEqualTo(new Endpoints("https://new.example:443", Set.of(), Set.of()));
    }
}
