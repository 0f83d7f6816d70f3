package dev.hathora.operator.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** The values of the Helm chart, with the comments that say what each is for. */
final class ChartValues {
    private ChartValues() {}

    private static final Path FILE = Path.of("helm/hathora-operator/values.yaml");
    private static final Pattern COMMENT = Pattern.compile(" *# (.*)");
    private static final Pattern KEY = Pattern.compile("( *)([a-zA-Z]+):.*");

    /**
     * A value.
     *
     * @param pointer where it is, as a JSON pointer
     * @param meaning its comment
     * @param defaultValue what holds where it is not set
     */
    record Value(String pointer, String meaning, JsonNode defaultValue) {}

    /** All of them, in the order of the file. A key with a comment is a value; one without holds values. */
    static List<Value> read() {
        String yaml = readFile();
        JsonNode defaults = new KubernetesSerialization().unmarshal(yaml, JsonNode.class);
        List<Value> values = new ArrayList<>();
        Deque<String> path = new ArrayDeque<>();
        List<String> comment = new ArrayList<>();
        int valueDepth = Integer.MAX_VALUE;
        for (String line : yaml.lines().toList()) {
            Matcher text = COMMENT.matcher(line);
            Matcher key = KEY.matcher(line);
            if (text.matches()) {
                comment.add(text.group(1));
            } else if (!key.matches()) {
                comment.clear();
            } else {
                int depth = key.group(1).length() / 2;
                while (path.size() > depth) {
                    path.removeLast();
                }
                path.addLast(key.group(2));
                if (depth <= valueDepth) {
                    valueDepth = comment.isEmpty() ? Integer.MAX_VALUE : depth;
                    if (!comment.isEmpty()) {
                        String pointer = path.stream().collect(Collectors.joining("/", "/", ""));
                        values.add(new Value(pointer, String.join(" ", comment), defaults.at(pointer)));
                    }
                }
                comment.clear();
            }
        }
        return values;
    }

    /** A table of them. */
    static String table() {
        return MarkdownTable.of(List.of("Value", "Default", "Meaning"), read().stream().map(value -> List.of(
                "`" + value.pointer().substring(1).replace('/', '.') + "`", "`" + value.defaultValue() + "`",
                value.meaning())));
    }

    private static String readFile() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
