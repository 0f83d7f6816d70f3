package dev.hathora.operator.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

import dev.hathora.operator.settings.HathoraSettings;
import dev.hathora.operator.settings.HttpProxy;
import dev.hathora.operator.settings.InvalidSettingException;
import dev.hathora.operator.settings.LogFormat;
import dev.hathora.operator.settings.NoProxy;
import dev.hathora.operator.settings.Proxies;
import dev.hathora.operator.settings.Setting;
import dev.hathora.operator.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** From flags and variables to settings, or to one line that says what is wrong with them. */
class RunCommandTest extends SettingsReading {
    @Test
    void defaultsDoForAllButTheUrl() {
        Settings expected = new Settings(
                new HathoraSettings(API, Set.of(), Set.of(), false, null, null, null, null, 50),
                Proxies.NONE, true, Set.of(), null, false,
                Duration.ofSeconds(30), 8080, true, null, "hathora-operator", LogFormat.TEXT);

        assertThat(settings()).isEqualTo(expected);
        assertThat(expected.hathora().tokenSource()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void withoutUrlALineSaysWhatToSet(String url) {
        environment.put("HATHORA_API_URL", url);

        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).isEqualTo(
                "--hathora-api-url (HATHORA_API_URL) is not set: it must be the URL of a server that implements Hathora's API. To try the operator without one, start 'simulate --port 8181 --token dev-token' "
                        + "and set it to http://127.0.0.1:8181" + System.lineSeparator());
        assertThat(started).hasNullValue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://hathora.example.com", "HTTP://hathora.example.com:8080/api", "http://10.0.0.7:8181"})
    void httpBeyondTheClusterIsRefusedUnlessAllowed(String url) {
        assertThat(run("--hathora-api-url=" + url)).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("--hathora-api-url (HATHORA_API_URL) is '" + url
                + "', but tokens would be sent to it unencrypted: use https, or set HATHORA_ALLOW_HTTP=true if everyone on the network path may read them"
                + System.lineSeparator());
        assertThat(started).hasNullValue();

        assertThat(settings("--hathora-api-url=" + url, "--hathora-allow-http").hathora().apiUrl())
                .isEqualTo(URI.create(url));
        environment.put("HATHORA_ALLOW_HTTP", "true");
        assertThat(settings("--hathora-api-url=" + url).hathora().allowHttp()).isTrue();
    }

    private static final Settings EVERYTHING = new Settings(
            new HathoraSettings(URI.create("http://127.0.0.1:8081/hathora"),
                    Set.of(URI.create("https://api.hathora.dev"), URI.create("http://10.0.0.1:8181/")),
                    Set.of(URI.create("http://hathora.games")), true, null, "secret", null, "app-1", 2.5),
            new Proxies(new HttpProxy("proxy", 3128, "me:secret"), new HttpProxy("localhost", 80, null),
                    new NoProxy("games.svc")),
            false,
            Set.of("games", "more-games"), "shard in (a, b),!test", true, Duration.ofMillis(1500), 0, true,
            "hathora-system",
            "rooms.eu", LogFormat.JSON);

    @Test
    void everySettingIsAVariable() {
        environment.putAll(Map.of("HATHORA_API_URL", "http://127.0.0.1:8081/hathora", "HATHORA_DEV_TOKEN", "secret\n",
                "HATHORA_APP_ID", "app-1", "WATCH_NAMESPACES", "games, more-games", "WATCH_SELECTOR",
                "shard in (a, b),!test", "POLL_INTERVAL", "1500ms", "HATHORA_RATE_LIMIT", "2.5", "HTTP_PORT", "0",
                "LEADER_ELECTION", "true", "LEADER_ELECTION_NAMESPACE", "hathora-system"));
        environment.putAll(
                Map.of("LEADER_ELECTION_NAME", "rooms.eu", "LOG_FORMAT", "json", "HATHORA_ALLOW_HTTP", "true",
                        "HATHORA_API_MOVED_FROM", "https://api.hathora.dev, http://10.0.0.1:8181/",
                        "HATHORA_API_ALIASES", "http://hathora.games", "CREDENTIALS_LABEL_REQUIRED", "false",
                        "ADOPT_RESTORED", "true"));
        environment.putAll(Map.of("HTTPS_PROXY", "http://me:secret@proxy:3128", "HTTP_PROXY", "localhost:80",
                "NO_PROXY", "games.svc"));

        assertThat(settings()).isEqualTo(EVERYTHING);
    }

    @Test
    void everySettingIsAFlagWhichWins() {
        for (Setting setting : Setting.values()) {
            if (!Set.of(Setting.HATHORA_DEV_TOKEN_FILE, Setting.HATHORA_CA_FILE).contains(setting)) {
                environment.put(setting.variable(), "not allowed at all\u0000");
            }
        }

        assertThat(settings("--hathora-api-url=http://127.0.0.1:8081/hathora", "--hathora-dev-token", "secret",
                "--hathora-allow-http", "--https-proxy", "http://me:secret@proxy:3128", "--http-proxy=localhost:80",
                "--no-proxy=games.svc", "--credentials-label-required=false", "--hathora-app-id", "app-1",
                "--watch-namespaces", "games,more-games",
                "--watch-selector",
                "shard in (a, b),!test", "--adopt-restored", "--poll-interval=1500ms", "--hathora-rate-limit", "2.5",
                "--http-port", "0",
                "--leader-election", "--leader-election-namespace", "hathora-system", "--leader-election-name=rooms.eu",
                "--log-format", "json", "--hathora-api-moved-from", "https://api.hathora.dev,http://10.0.0.1:8181/",
                "--hathora-api-aliases=http://hathora.games"))
                .isEqualTo(EVERYTHING);
    }

    @Test
    void emptyVariableIsNoneAndEmptyFlagOverrides() {
        for (Setting setting : Setting.values()) {
            if (setting != Setting.HATHORA_API_URL) {
                environment.put(setting.variable(), "");
            }
        }
        assertThat(settings().pollInterval()).isEqualTo(Duration.ofSeconds(30));

        environment.put("WATCH_NAMESPACES", "games");
        assertThat(settings("--watch-namespaces=").watchNamespaces()).isEmpty();
    }

    @Test
    void tokenMayBeInAFileThatIsReadAgain() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), " one\n");
        environment.put("HATHORA_DEV_TOKEN_FILE", file.toString());

        var token = settings().hathora().tokenSource().orElseThrow();

        assertThat(token.get()).isEqualTo("one");
        Files.writeString(file, "two\n");
        assertThat(token.get()).isEqualTo("two");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(nullValues = "none", delimiter = '|', quoteCharacter = '`', textBlock = """
            HATHORA_API_URL           | hathora.example.com   | no scheme
            HATHORA_API_URL           | ftp://hathora.example | not the web
            HATHORA_API_URL           | https:///rooms        | no host
            HATHORA_API_URL           | https://a b           | no URL
            HATHORA_API_URL           | https://host/?a=b     | a query
            HATHORA_API_URL           | https://host/#a       | a fragment
            HATHORA_API_URL           | https://host:0        | no port
            HATHORA_API_URL           | https://host:65536    | too high a port
            HATHORA_ALLOW_HTTP        | yes                   | not true
            HATHORA_API_MOVED_FROM    | api.hathora.dev       | no scheme
            HATHORA_API_MOVED_FROM    | https://host/rooms    | a path: two endpoints of one origin can't be told apart
            HATHORA_API_MOVED_FROM    | https://host,         | one is empty
            HATHORA_API_ALIASES       | https://host/rooms    | a path
            HATHORA_API_ALIASES       | https://host?a=b      | a query
            HATHORA_APP_ID            | app 1                 | a space
            HATHORA_APP_ID            | app/1                 | a slash
            WATCH_NAMESPACES          | Games                 | upper case
            WATCH_NAMESPACES          | games,                | one is empty
            WATCH_NAMESPACES          | games;more            | another separator
            WATCH_NAMESPACES          | a.b                   | no dots in namespaces
            WATCH_SELECTOR            | shard in a            | no list
            WATCH_SELECTOR            | shard=a,,x            | one is empty
            POLL_INTERVAL             | 30                    | no unit
            POLL_INTERVAL             | 999ms                 | too short
            POLL_INTERVAL             | 61m                   | too long
            POLL_INTERVAL             | 999999999999h         | far too long
            HATHORA_RATE_LIMIT        | 0                     | nothing would work
            HATHORA_RATE_LIMIT        | -1                    | below nothing
            HATHORA_RATE_LIMIT        | fast                  | no number
            HATHORA_RATE_LIMIT        | NaN                   | no number either
            HATHORA_RATE_LIMIT        | 1e999                 | more than can be counted
            HATHORA_RATE_LIMIT        | 5d                    | Java's way to write numbers
            HTTP_PORT                 | web                   | no number
            HTTP_PORT                 | 65536                 | too high
            HTTP_PORT                 | -1                    | too low
            HTTP_PORT                 | tcp://10.0.0.1:80     | what Kubernetes sets for a Service named http
            LEADER_ELECTION           | yes                   | not true
            LEADER_ELECTION_NAMESPACE | my_namespace          | no name
            LEADER_ELECTION_NAME      | rooms_eu              | no underscores in names
            LEADER_ELECTION_NAME      | rooms..eu             | nothing between two dots
            LOG_FORMAT                | xml                   | no such format
            """)
    void wrongValueIsOneLineThatNamesFlagVariableValueAndWhatIsAllowed(Setting setting, String value, String why) {
        String line = "%s (%s) is '%s', but must be %s%n".formatted(setting.flag(), setting.variable(), value,
                setting.allowed());

        assertThat(run(setting.flag() + "=" + value)).as(why).isEqualTo(2);
        assertThat(err.toString()).isEqualTo(line);

        err.getBuffer().setLength(0);
        environment.put(setting.variable(), value);
        assertThat(run()).as(why).isEqualTo(2);
        assertThat(err.toString()).isEqualTo(line);
        assertThat(started).hasNullValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "tökén", "line\nbreak"})
    void wrongTokenIsNotShown(String token) {
        environment.put("HATHORA_DEV_TOKEN", token);

        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("--hathora-dev-token (HATHORA_DEV_TOKEN) must be a token: printable "
                + "characters without white space" + System.lineSeparator());
    }

    @Test
    void passwordInTheUrlIsNotShown() {
        assertThat(run("--hathora-api-url=https://me:secret@host")).isEqualTo(2);
        assertThat(err.toString()).contains("'https://[redacted]@host'").doesNotContain("secret");
    }

    @Test
    void anEndpointIsGoneOrCalledOrTheSameAndNotTwoOfThese() {
        environment.putAll(Map.of("HATHORA_API_URL", "https://new.example", "HATHORA_API_MOVED_FROM",
                "https://NEW.example:443"));
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("HATHORA_API_MOVED_FROM").contains("https://NEW.example:443");

        environment.putAll(Map.of("HATHORA_API_MOVED_FROM", "https://old.example", "HATHORA_API_ALIASES",
                "https://OLD.example:443"));
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("HATHORA_API_ALIASES").contains("https://OLD.example:443");
    }

    @Test
    void tokenIsNotInTheDescriptionOfTheSettings() {
        assertThat(settings("--hathora-dev-token=secret").toString()).contains("token=set")
                .doesNotContain("secret");
    }

    @Test
    void tokenAndItsFileExcludeEachOther() {
        environment.put("HATHORA_DEV_TOKEN", "secret");

        assertThat(run("--hathora-dev-token-file=/token")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("--hathora-dev-token-file (HATHORA_DEV_TOKEN_FILE) and "
                + "--hathora-dev-token (HATHORA_DEV_TOKEN) are mutually exclusive: set one of them"
                + System.lineSeparator());
    }

    @Test
    void tokenFileMustHoldOneAtTheStart() throws IOException {
        Path absent = directory.resolve("absent");
        Path empty = Files.writeString(directory.resolve("empty"), " \n");

        assertThat(run("--hathora-dev-token-file=" + absent)).isEqualTo(2);
        assertThat(run("--hathora-dev-token-file=" + empty)).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly(
                "--hathora-dev-token-file (HATHORA_DEV_TOKEN_FILE) can't be used: the token file " + absent
                        + " does not exist",
                "--hathora-dev-token-file (HATHORA_DEV_TOKEN_FILE) can't be used: the token file " + empty
                        + " is empty");
    }

    @Test
    void theLeaseIsInThePodsNamespaceUnlessToldOtherwise() throws IOException {
        assertThat(settings().leaderElectionNamespace()).as("outside a cluster: that of the kubeconfig").isNull();

        Files.writeString(directory.resolve("namespace"), "hathora-system");
        assertThat(settings().leaderElectionNamespace()).isEqualTo("hathora-system");
        assertThat(settings("--leader-election-namespace=other").leaderElectionNamespace())
                .isEqualTo("other");
        assertThat(settings("--leader-election=false").leaderElectionNamespace()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --hathora-token t   | Unknown option: '--hathora-token'
            --hathora-token=t   | Unknown option: '--hathora-token'
            games               | Unmatched argument at index 1: 'games'
            --http-port         | Missing required parameter for option '--http-port' (PORT)
            """)
    void whatIsNoSettingIsRefused(String arguments, String line) {
        assertThat(run(arguments.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString()).isEqualTo(line + System.lineSeparator());
    }

    @ParameterizedTest
    @EnumSource
    void helpTellsFlagVariableAndDefault(Setting setting) {
        environment.put(setting.variable(), "not to be shown");

        assertThat(run("--help")).isZero();
        String help = out.toString().replaceAll("\\s+", " ");
        assertThat(help).containsPattern(setting.flag() + "[\\[=]").contains("(" + setting.variable() + ")")
                .doesNotContain("not to be shown");
        if (setting.defaultValue() != null) {
            assertThat(help).contains("Default: " + setting.defaultValue() + ". (" + setting.variable() + ")");
        }
    }

    @Test
    void helpWarnsOfTokensOnTheCommandLine() {
        run("--help");

        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("Other users of the machine can read command lines");
    }

    @Test
    void problemsOfTheStartAreOneLineToo() {
        operator = settings -> {
            throw InvalidSettingException.unusable(Setting.HTTP_PORT, "is 80, but the port can't be used");
        };

        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).isEqualTo(
                "--http-port (HTTP_PORT) is 80, but the port can't be used" + System.lineSeparator());
    }

    @Test
    void exitCodeIsTheOperators() {
        operator = settings -> 3;

        assertThat(run()).isEqualTo(3);
    }
}
