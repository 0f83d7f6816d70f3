package dev.hathora.operator.settings;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which hosts are reached without a proxy. */
class NoProxyTest {
    @ParameterizedTest(name = "{0} covers {1}: {2}, {3}")
    @CsvSource(delimiter = '|', textBlock = """
            example.com             | example.com             | true  | the host
            example.com             | api.example.com         | true  | below it
            .example.com            | api.example.com         | true  | below it
            .example.com            | example.com             | true  | curl ignores the dot
            example.com             | notexample.com          | false | another domain
            example.com             | example.com.evil        | false | another domain
            EXAMPLE.com             | api.Example.COM         | true  | names know no case
            example.com.            | example.com             | true  | a dot at the end
            example.com             | example.com.            | true  | a dot at the end
            a.com,b.com             | b.com                   | true  | several
            a.com  , b.com          | b.com                   | true  | white space around commas
            a.com b.com             | b.com                   | true  | white space instead of commas
            *                       | anything.example        | true  | all
            a.com,*                 | anything.example        | true  | all, in a list
            *                       | 10.1.2.3                | true  | all
            *.example.com           | api.example.com         | true  | as browsers write it
            *.example.com           | example.com             | false | as browsers take it
            *.example.com           | api.example.com.evil    | false | another domain
            10.*                    | 10.1.2.3                | true  | as Java writes it
            10.*                    | 100.1.2.3               | false | another network
            ''                      | example.com             | false | nothing
            ,.,                     | example.com             | false | nothing
            localhost               | localhost               | true  | this machine
            .svc,.cluster.local     | hathora.games.svc       | true  | a Service
            10.0.0.1                | 10.0.0.1                | true  | an address
            10.0.0.1                | 10.0.0.11               | false | another address
            0.0.1                   | 10.0.0.1                | false | addresses have no domains
            10.0.0.0/8              | 10.255.0.1              | true  | a block
            10.0.0.0/8              | 11.0.0.1                | false | another block
            10.96.0.0/12            | 10.111.255.255          | true  | the last of a block
            10.96.0.0/12            | 10.112.0.0              | false | the next
            10.0.0.7/32             | 10.0.0.7                | true  | a block of one
            0.0.0.0/0               | 8.8.8.8                 | true  | all of IPv4
            0.0.0.0/0               | [::1]                   | false | not of IPv6
            10.0.0.0/33             | 10.0.0.0                | false | no block
            10.0.0.0/x              | 10.0.0.0                | false | no block
            10.0.0.0/               | 10.0.0.0                | false | no block
            10.0.0.0/8              | 10.example.com          | false | names are not resolved
            ::1                     | [::1]                   | true  | an address of IPv6
            [::1]                   | [::1]                   | true  | in brackets
            0:0:0:0:0:0:0:1         | [::1]                   | true  | written in another way
            fd00::/8                | [fd12:3456::1]          | true  | a block
            [fd00::]/8              | [fd12:3456::1]          | true  | the same in brackets
            fd00::/8                | [fe00::1]               | false | another block
            """)
    void readsWhatCurlReadsAndMore(String list, String host, boolean covers, String why) {
        assertThat(new NoProxy(list).covers(host, 443)).as(why).isEqualTo(covers);
    }

    @ParameterizedTest(name = "{0} covers {1}:{2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            example.com:8443        | example.com | 8443 | true
            example.com:8443        | example.com | 443  | false
            *:8443                  | example.com | 8443 | true
            .svc:8181               | a.b.svc     | 8181 | true
            10.0.0.1:6443           | 10.0.0.1    | 6443 | true
            10.0.0.1:6443           | 10.0.0.1    | 443  | false
            10.0.0.0/8:6443         | 10.0.0.1    | 6443 | true
            [::1]:6443              | [::1]       | 6443 | true
            [::1]:6443              | [::1]       | 443  | false
            ::1                     | [::1]       | 1    | true
            """)
    void mayHoldForOnePort(String list, String host, int port, boolean covers) {
        assertThat(new NoProxy(list).covers(host, port)).isEqualTo(covers);
    }
}
