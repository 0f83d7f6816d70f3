package dev.hathora.operator.settings;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Where a token may be sent in clear. */
class LocalHostsTest {
    @ParameterizedTest(name = "{0}: {1}, {2}")
    @CsvSource(delimiter = '|', textBlock = """
            localhost                          | true  | this machine
            LOCALHOST                          | true  | names know no case
            localhost.                         | true  | written as a complete name
            127.0.0.1                          | true  | this machine
            127.8.9.1                          | true  | all of 127/8 is
            [::1]                              | true  | this machine
            [0:0:0:0:0:0:0:1]                  | true  | the same, written out
            [::ffff:127.0.0.1]                 | true  | the same, as IPv6 maps IPv4
            hathora-simulator                  | true  | a Service of the same namespace
            sim.games.svc                      | true  | a Service
            sim-0.sim.games.svc                | true  | a Pod of a headless Service
            sim.games.svc.cluster.local        | true  | a Service, in full
            sim.games.svc.cluster.local.       | true  | the same, complete
            10-0-0-7.games.pod.cluster.local   | true  | a Pod
            sim.games                          | false | could be a Service, and is a public domain as well
            svc                                | true  | a name without dots
            games.svc                          | false | no Service has this name
            com.                               | false | a top-level domain, no search path applies
            hathora.example.com                | false | anywhere
            localhost.example.com              | false | anywhere
            127.0.0.1.example.com              | false | anywhere
            sim.games.svc.example.com          | false | a cluster domain of one's own looks like any other
            cluster.local.example.com          | false | anywhere
            svc.cluster.local.evil             | false | anywhere
            10.96.0.15                         | false | a Service or any machine of the company: no one can tell
            192.168.1.10                       | false | somebody's home network
            169.254.169.254                    | false | the cloud's metadata
            0.0.0.0                            | false | no address of a server
            8.8.8.8                            | false | anywhere
            [::ffff:8.8.8.8]                   | false | the same, as IPv6 maps IPv4
            134744072                          | false | 8.8.8.8 as one number
            0x08080808                         | false | the same in hexadecimal
            017700000001                       | false | 127.0.0.1 in octal for some, another address for others
            [fd00::1]                          | false | a private network
            [2001:db8::1]                      | false | anywhere
            """)
    void knowsThisMachineAndTheCluster(String host, boolean local, String why) {
        assertThat(URI.create("http://" + host).getHost()).as("what a URL gives").isEqualTo(host);

        assertThat(LocalHosts.isLocal(host)).as(why).isEqualTo(local);
    }
}
