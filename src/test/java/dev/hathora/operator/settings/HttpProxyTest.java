package dev.hathora.operator.settings;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How the URL of a proxy is read. */
class HttpProxyTest {
    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            http://proxy.example.com:3128    | proxy.example.com:3128 | none         | the usual
            HTTP://proxy:3128/               | proxy:3128             | none         | schemes know no case
            proxy:3128                       | proxy:3128             | none         | no scheme
            proxy                            | proxy:1080             | none         | curl's port
            http://10.0.0.1:80/path?query#x  | 10.0.0.1:80            | none         | what follows means nothing
            http://[fd00::1]:3128            | [fd00::1]:3128         | none         | IPv6
            http://my_proxy:3128             | my_proxy:3128          | none         | a name of a container
            http://me:secret@proxy:3128      | proxy:3128             | me:secret    | user and password
            me:secret@proxy:3128             | proxy:3128             | me:secret    | without scheme
            http://me@proxy:3128             | proxy:3128             | me:          | a user only
            http://me:p%40ss%3Aword@proxy:1  | proxy:1                | me:p@ss:word | escapes
            http://me:p@ss/w+rd%@proxy:1     | proxy:1                | me:p@ss/w+rd% | what should have been escaped
            http://corp%5Cme:secret@proxy:1  | proxy:1                | corp\\me:secret | a Windows domain""")
    void readsWhatCurlReads(String url, String address, @Nullable String credentials, String why) {
        HttpProxy proxy = HttpProxy.parse(url);

        assertThat(proxy).as(why).hasToString(address);
        assertThat(proxy.authorization()).isEqualTo(Optional.ofNullable(credentials).map(
                plain -> "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8))));
        assertThat(proxy.address().isUnresolved()).isTrue();
        assertThat(proxy.address().getHostString()).doesNotContain("[");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://", "http://:3128", "https://proxy:443", "https://me:secret@proxy:443",
        "socks5://proxy:1080", "socks5h://me:secret@proxy", "http://proxy:0", "http://proxy:65536", "http://proxy:port",
        "http://two words:80", "http://[fd00::1:80", "proxy:3128:80"})
    void refusesTheRest(String url) {
        assertThatThrownBy(() -> HttpProxy.parse(url)).isInstanceOf(IllegalArgumentException.class);
    }
}
