package dev.hathora.operator.api;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The operator's own checks agree with the API server's. {@code admission.yaml} tests the same for the CRD. */
class FormatsTest {
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "203.0.113.7", "255.255.255.255", "::", "::1", "1::", "2001:db8::7", "fe80::A:b",
        "1:2:3:4:5:6:7:8"})
    void areIpAddresses(String address) {
        assertThat(address).matches(Formats.IP_ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "203.0.113", "203.0.113.256", "203.0.113.07", "203.0.113.7:80", "203.0.113.0/24", "1:2:3",
                ":::", "1::2::3", "1:2:3:4:5:6:7:8:9", "12345::", "::g", "fe80::1%eth0", "player.example.com"})
    void areNoIpAddresses(String address) {
        assertThat(address).doesNotMatch(Formats.IP_ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "hathora", "hathora-token.v1", "0"})
    void areNamesOfSecrets(String name) {
        assertThat(name).matches(Formats.SECRET_NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a_b", "-a", "a-", "a..b", "a.-b", "a/b"})
    void areNoNamesOfSecrets(String name) {
        assertThat(name).doesNotMatch(Formats.SECRET_NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a.b", "a/b", "ä", "a\n"})
    void areNoIds(String id) {
        assertThat(id).doesNotMatch(Formats.ID);
    }
}
