package dev.hathora.operator.controller.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.hathora.operator.api.Formats;
import dev.hathora.operator.api.hathoraroom.Connection;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Ports may be called what no key of a Secret may be. */
class ConnectionDetailsTest {
    private static HathoraRoomStatus status(String... ports) {
        List<Connection> additional = java.util.stream.IntStream.range(0, ports.length)
                .mapToObj(i -> Connection.of("2.proxy.hathora.test", 20_000 + i, "udp", ports[i])).toList();
        return new HathoraRoomStatus(1L, null, "lobby", "app-1",
                Connection.of("1.proxy.hathora.test", 19_999, "tcp", "default"), additional, null, List.of(), 0, null,
                null,
                List.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            voice       | voice-host        | as it is
            voice.eu_1  | voice.eu_1-host   | dots and underscores may be in a key
            voice chat  | voice-chat-host   | a blank may not
            Sprache/öß  | Sprache----host   | nor what is no ASCII
            ../etc      | --etc-host        | a key is the name of a file
            default     | default-host      | the key without a name is the default port's
            """)
    void aPortHasKeysByItsName(String port, String key, String why) {
        Map<String, String> details = ConnectionDetails.of(status(port));

        assertThat(details).as(why).containsEntry(key, "2.proxy.hathora.test").containsEntry("host",
                "1.proxy.hathora.test");
        assertThat(details.keySet()).allMatch(k -> k.matches(Formats.SECRET_KEY) && !k.startsWith(".."));
    }

    @Test
    void theReferenceNamesEveryKeyAndNoOther() throws IOException {
        String reference = Files.readString(Path.of("docs/reference.md"));
        String table = reference.substring(reference.indexOf("## Connection Secret"));
        String firstColumn = Pattern.compile("(?m)^\\| (`[^|]*) \\|")
                .matcher(table.substring(0, table.indexOf("## Set")))
                .results().map(row -> row.group(1)).collect(Collectors.joining(", "));

        assertThat(firstColumn.replace("`", "").split(", "))
                .containsExactlyInAnyOrderElementsOf(ConnectionDetails.of(status("NAME")).keySet());
    }

    @Test
    void ofTwoPortsWhoseNamesComeToTheSameTheFirstIsKept() {
        assertThat(ConnectionDetails.of(status("a b", "a-b"))).containsEntry("a-b-port", "20000");
    }

    @Test
    void aNameThatIsTooLongIsCut() {
        assertThat(new TreeMap<>(ConnectionDetails.of(status("x".repeat(300)))).keySet())
                .allMatch(key -> key.length() <= Formats.MAX_NAME_LENGTH).anyMatch(key -> key.startsWith("xxx"));
    }
}
