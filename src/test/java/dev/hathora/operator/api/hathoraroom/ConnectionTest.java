package dev.hathora.operator.api.hathoraroom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1.proxy.hathora.dev | 7777 | 1.proxy.hathora.dev:7777 | a host name
            203.0.113.7         | 1    | 203.0.113.7:1            | an IPv4 address
            2001:db8::7         | 7777 | [2001:db8::7]:7777       | the colons of an IPv6 address are not the port's
            ::1                 | 7777 | [::1]:7777               | nor is a colon in the first place
            """)
    void hasAnAddressToConnectTo(String host, int port, String address, String why) {
        assertThat(Connection.of(host, port, "udp", "default")).as(why)
                .isEqualTo(new Connection(address, host, port, "udp", "default"));
    }
}
