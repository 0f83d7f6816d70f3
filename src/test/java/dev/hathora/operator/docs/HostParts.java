package dev.hathora.operator.docs;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.hathora.operator.cli.HostCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What there is to say about the settings of {@code host}: what {@code --help} says. */
final class HostParts {
    /** How descriptions end: with the variable, and the default if there is one. */
    private static final Pattern DESCRIPTION = Pattern.compile("(.*) \\(([A-Z_]+)(?:, (.*))?\\)\\.");

    String settings() {
        CommandSpec command = CommandSpec.forAnnotatedObject(new HostCommand());
        // The variables of whoever runs this are no defaults.
        command.interpolateVariables(false);
        Stream<OptionSpec> options = command.options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp());
        return MarkdownTable.of(List.of("Variable", "Flag", "Default", "Meaning"), options.map(HostParts::row));
    }

    private static List<String> row(OptionSpec option) {
        String description = String.join(" ", option.description());
        MatchResult parts = DESCRIPTION.matcher(description).results().findFirst()
                .orElseThrow(() -> new AssertionError(option.longestName() + " names no variable: " + description));
        String defaultValue = parts.group(3);
        return List.of("`" + parts.group(2) + "`", "`" + option.longestName() + "`",
                defaultValue == null ? "" : defaultValue.contains(" ") ? defaultValue : "`" + defaultValue + "`",
                parts.group(1) + ".");
    }
}
