package dev.hathora.operator.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.hathora.operator.settings.HttpProxy;
import dev.hathora.operator.settings.Proxies;
import dev.hathora.operator.settings.Setting;
import dev.hathora.operator.settings.Settings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Settings for proxies and certificates. */
class NetworkSettingsTest extends SettingsReading {
    /** The variables of curl in curl's order, and upper-case HTTP_PROXY. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            HTTPS_PROXY=a                           | a:1080 | none
            https_proxy=a HTTPS_PROXY=b ALL_PROXY=c | a:1080 | c:1080
            https_proxy=  HTTPS_PROXY=b             | b:1080 | none
            http_proxy=a:3128                       | none   | a:3128
            HTTP_PROXY=a                            | none   | a:1080
            http_proxy=a HTTP_PROXY=b ALL_PROXY=c   | c:1080 | a:1080
            all_proxy=a ALL_PROXY=b                 | a:1080 | a:1080
            ALL_PROXY=http://[fd00::1]:3128/        | [fd00::1]:3128 | [fd00::1]:3128
            HTTPS_PROXY=a NO_PROXY=x no_proxy=.example.com | none | none
            HTTPS_PROXY=a NO_PROXY=*                | none   | none
            HTTPS_PROXY=a NO_PROXY=*.corp.example,10.*,[,%,/,10.0.0.0/x,:,**.?.$ | a:1080 | none
            """)
    void proxiesAreThoseOfCurl(String variables, @Nullable String https, @Nullable String http) {
        for (String variable : variables.split(" +", -1)) {
            environment.put(variable.split("=", 2)[0], variable.split("=", 2)[1]);
        }
        Proxies proxies = settings().proxies();

        assertThat(proxies.to(API).map(HttpProxy::toString)).isEqualTo(Optional.ofNullable(https));
        assertThat(proxies.to(URI.create("http://hathora.example.org")).map(HttpProxy::toString))
                .isEqualTo(Optional.ofNullable(http));
    }

    /** Such a value may hold a password wherever the parser does not look for it, so it is not shown at all. */
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            HTTPS_PROXY | https://me:secret@proxy:3128  | a proxy in TLS
            HTTPS_PROXY | socks5://me:secret@proxy:1080 | another kind of proxy
            HTTPS_PROXY | http://me:secret              | no host
            HTTPS_PROXY | http://me:se//cr@secret@:80   | no host, and a password that should have been escaped
            HTTPS_PROXY | me:secret@proxy:port          | no port
            HTTP_PROXY  | http://me:secret@proxy:99999  | too high a port
            """)
    void wrongProxyIsNotShown(Setting setting, String value, String why) {
        String line = "%s (%s) must be the URL of a plain HTTP proxy, such as ".formatted(setting.flag(),
                setting.variable());

        assertThat(run(setting.flag() + "=" + value)).as(why).isEqualTo(2);
        environment.put(setting.variable(), value);
        assertThat(run()).as(why).isEqualTo(2);

        assertThat(err.toString().lines()).hasSize(2)
                .allSatisfy(shown -> assertThat(shown).startsWith(line).doesNotContain("secret"));
    }

    @Test
    void passwordIsNotInTheDescriptionOfTheSettings() {
        assertThat(settings("--https-proxy=http://me:secret@proxy:3128").toString()).contains("https=proxy:3128")
                .doesNotContain("secret");
    }

    @Test
    void httpThroughAProxyOfOthersIsRefusedUnlessAllowed() {
        environment.put("HATHORA_API_URL", "http://hathora.games.svc:8181");
        environment.put("HTTP_PROXY", "http://me:secret@proxy.example.com:3128");

        assertThat(run()).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo("--hathora-api-url (HATHORA_API_URL) is 'http://hathora.games.svc:8181', but tokens would "
                        + "be sent to it unencrypted through the proxy proxy.example.com:3128, unless NO_PROXY covers "
                        + "hathora.games.svc: use https, or set HATHORA_ALLOW_HTTP=true if everyone on the network "
                        + "path may read them" + System.lineSeparator());

        assertThat(settings("--hathora-allow-http").proxies().http()).isNotNull();
        assertThat(settings("--no-proxy=.svc").hathora().apiUrl().getHost()).isEqualTo("hathora.games.svc");
        assertThat(settings("--http-proxy=127.0.0.1:3128").proxies().http()).isNotNull();
    }

    @Test
    void certificatesMustBeInTheFileAtTheStart() throws IOException {
        Path absent = directory.resolve("absent");
        Path other = Files.writeString(directory.resolve("other"), "no certificate");

        assertThat(run("--hathora-ca-file=" + absent)).isEqualTo(2);
        assertThat(run("--hathora-ca-file=" + other)).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly(
                "--hathora-ca-file (HATHORA_CA_FILE) can't be used: the file " + absent + " does not exist",
                "--hathora-ca-file (HATHORA_CA_FILE) can't be used: the file " + other
                        + " contains no PEM certificate (-----BEGIN CERTIFICATE-----)");
    }
}
