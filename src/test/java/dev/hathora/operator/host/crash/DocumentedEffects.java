package dev.hathora.operator.host.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of effects in the documentation.
 *
 * @param file where it is
 */
record DocumentedEffects(Path file) {
    private static final String WRITE = "mvn test -Dtest=HostCrashPointsTest -Ddocs.write=true";
    private static final Pattern PART = Pattern
            .compile("(?s)(<!-- generated: host-crash-points -->\n).*?(\n<!-- end -->)");

    /** Fails where it is another one; with {@code -Ddocs.write=true} it is written first. */
    void require(String table) throws IOException {
        String written = Files.readString(file);
        String generated = PART.matcher(written)
                .replaceFirst(part -> Matcher.quoteReplacement(part.group(1) + table + part.group(2)));
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(file, generated);
            written = generated;
        }

        assertThat(written).as("%s is not up to date; generate its table with: %s", file, WRITE)
                .isEqualTo(generated).contains(table);
    }
}
