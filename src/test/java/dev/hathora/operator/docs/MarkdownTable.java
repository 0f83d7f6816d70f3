package dev.hathora.operator.docs;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows of a Markdown table. */
final class MarkdownTable {
    private MarkdownTable() {}

    /** A table with these columns; what cells hold is Markdown, save for lines and pipes. */
    static String of(List<String> columns, Stream<List<String>> rows) {
        List<String> rule = columns.stream().map(column -> "---").toList();
        return Stream.concat(Stream.of(columns, rule), rows).map(MarkdownTable::row).collect(Collectors.joining("\n"));
    }

    private static String row(List<String> cells) {
        return cells.stream().map(cell -> cell.strip().replace("|", "\\|").replace("\n", "<br>"))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }
}
