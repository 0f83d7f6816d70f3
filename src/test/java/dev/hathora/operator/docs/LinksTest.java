package dev.hathora.operator.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the documentation links to is there, and the README is short enough to be read. */
class LinksTest {
    private static final int README_BYTES = 8 * 1024;
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```");

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"));
                Stream<Path> root = Files.list(Path.of("."))) {
            return Stream.of(docs, root, Stream.of(Path.of("helm/hathora-operator/README.md"),
                    Path.of("examples/gitops/README.md"), Path.of("examples/games/README.md"))).flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md") && Files.exists(file)).map(Path::normalize)
                    .toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void leadSomewhere(Path page) throws IOException {
        Matcher links = LINK.matcher(CODE.matcher(Files.readString(page)).replaceAll(""));

        while (links.find()) {
            String link = links.group(1);
            if (!link.contains("://") && !link.startsWith("mailto:")) {
                leads(page, link);
            }
        }
    }

    private static void leads(Path page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path file = parts[0].isEmpty()
                ? page
                : Objects.requireNonNullElse(page.getParent(), Path.of("")).resolve(parts[0]).normalize();
        assertThat(file).as("%s links to %s", page, link).exists();
        if (parts.length == 2) {
            assertThat(anchors(file)).as("%s links to %s", page, link).contains(parts[1]);
        }
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path file) throws IOException {
        return HEADING.matcher(CODE.matcher(Files.readString(file)).replaceAll("")).results()
                .map(found -> found.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").strip()
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void theReadmeTakesThreeMinutes() throws IOException {
        assertThat(Files.size(Path.of("README.md"))).isLessThanOrEqualTo(README_BYTES);
    }
}
