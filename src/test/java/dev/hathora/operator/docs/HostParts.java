package dev.hathora.operator.docs;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.hathora.operator.cli.HostCommand;
import dev.hathora.operator.host.cluster.ApplicationReason;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What there is to say about {@code host}: about its settings what {@code --help} says, and the reasons in status. */
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

    static String reasons() {
        return MarkdownTable.of(List.of("Reason", "Conditions", "Meaning", "What to do"),
                Stream.of(ApplicationReason.values()).map(reason -> List.of("`" + reason.conditionReason() + "`",
                        switch (reason.kind()) {
                            case READY -> "Ready=True";
                            case PROGRESSING -> "Ready=False, Reconciling=True";
                            case STALLED -> "Ready=False, Stalled=True";
                        }, reason.meaning(), reason.remedy())));
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
