package dev.hathora.operator.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.javaparser.JavaParser;
import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.ParserConfiguration.LanguageLevel;
import com.github.javaparser.ast.body.FieldDeclaration;
import dev.hathora.operator.controller.roomset.SetReason;
import dev.hathora.operator.room.Reason;
import dev.hathora.operator.settings.Setting;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** What there is to say about what the operator says, and about its settings. */
final class OperatorParts {
    private static final Path CONTROLLER = Path.of("src/main/java/dev/hathora/operator/controller");
    private static final Path ALERTS = Path.of("helm/hathora-operator/files");

    String reasons() {
        return MarkdownTable.of(List.of("Reason", "Conditions", "Meaning", "What to do"),
                Arrays.stream(Reason.values()).map(reason -> List.of("`" + reason.conditionReason() + "`",
                        conditions(reason.kind()), reason.meaning(), reason.remedy())));
    }

    private static String conditions(Reason.Kind kind) {
        return switch (kind) {
            case READY -> "Ready=True";
            case AS_OBSERVED -> "Ready=True or False";
            case FINISHED -> "Ready=False";
            case PROGRESSING -> "Ready=False, Reconciling=True";
            case UNREACHABLE -> "Ready=Unknown, Reconciling=True";
            case STALLED -> "Ready=False, Stalled=True";
        };
    }

    String setReasons() {
        return MarkdownTable.of(List.of("Reason", "Conditions", "Meaning", "What to do"),
                Arrays.stream(SetReason.values()).map(reason -> List.of("`" + reason.conditionReason() + "`",
                        switch (reason.kind()) {
                            case READY -> "Ready=True";
                            case PROGRESSING -> "Ready=False, Reconciling=True";
                            case STALLED -> "Ready=False, Stalled=True";
                        }, reason.meaning(), reason.remedy())));
    }

    String events() {
        return events("report/RoomEvents.java");
    }

    String setEvents() {
        return events("roomset/SetEvents.java");
    }

    private static String events(String constants) {
        var parser = new JavaParser(new ParserConfiguration().setLanguageLevel(LanguageLevel.JAVA_21));
        try {
            Stream<FieldDeclaration> events = parser.parse(CONTROLLER.resolve(constants)).getResult().orElseThrow()
                    .findAll(FieldDeclaration.class).stream().filter(field -> !field.isPrivate());
            return MarkdownTable.of(List.of("Event", "Meaning"), events.map(constant -> List.of(
                    "`" + constant.getVariable(0).getInitializer().orElseThrow().asStringLiteralExpr().getValue() + "`",
                    constant.getJavadoc().orElseThrow().toText().replaceAll("\\s+", " "))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param file one with alerts */
    String alerts(String file) {
        try {
            JsonNode rules = new KubernetesSerialization()
                    .unmarshal(Files.readString(ALERTS.resolve(file)), JsonNode.class)
                    .at("/groups/0/rules");
            return MarkdownTable.of(List.of("Alert", "Severity", "After", "What it means, and what to do"),
                    rules.valueStream().map(rule -> List.of("`" + rule.get("alert").asText() + "`",
                            rule.at("/labels/severity").asText(), rule.get("for").asText().replace("m", " min"),
                            rule.at("/annotations/summary").asText().replaceAll("\\{\\{[^}]*}}", "…") + ". "
                                    + rule.at("/annotations/description").asText())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String settings() {
        return MarkdownTable.of(List.of("Variable", "Flag", "Value", "Default", "Meaning"),
                Arrays.stream(Setting.values()).map(setting -> {
                    String defaultValue = setting.defaultValue();
                    return List.of("`" + setting.variable() + "`", "`" + setting.flag() + "`",
                            setting.allowed(), defaultValue == null ? "" : "`" + defaultValue + "`",
                            setting.purpose());
                }));
    }
}
