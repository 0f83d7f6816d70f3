package dev.hathora.operator.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.hathora.operator.testing.LiveMetrics;
import dev.hathora.operator.testing.Scrape;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The reference's table of metrics names what the program serves, by name and type: all of it, and nothing else. */
@LiveMetrics
class MetricsReferenceTest {
    private static final Path REFERENCE = Path.of("docs/reference.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_*]+)` \\| (\\w+) \\|");

    @Test
    void namesWhatIsServedAndNothingElse(Scrape scrape) throws IOException {
        Map<String, String> served = scrape.families();
        Map<String, String> documented = documented();
        Set<String> prefixes = documented.keySet().stream().filter(name -> name.endsWith("*"))
                .map(name -> name.substring(0, name.length() - 1)).collect(Collectors.toSet());

        assertThat(prefixes).as("documented together").allSatisfy(
                prefix -> assertThat(served.keySet()).anyMatch(name -> name.startsWith(prefix)));
        served.keySet().removeIf(name -> prefixes.stream().anyMatch(name::startsWith));
        documented.keySet().removeIf(name -> name.endsWith("*"));
        assertThat(documented).as("the table in %s", REFERENCE).containsExactlyInAnyOrderEntriesOf(served);
    }

    private static Map<String, String> documented() throws IOException {
        String table = Files.readString(REFERENCE).replaceFirst("(?s).*\n## Metrics\n", "");
        List<MatchResult> found = ROW.matcher(table).results().toList();
        return found.stream().collect(Collectors.toMap(match -> match.group(1), match -> match.group(2),
                (one, other) -> one, TreeMap::new));
    }
}
