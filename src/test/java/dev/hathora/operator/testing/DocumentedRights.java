package dev.hathora.operator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;

/**
 * A row of the host's rights in the documentation.
 *
 * @param resource with its subresource, if it has one
 */
public record DocumentedRights(String group, String resource, List<String> verbs) {
    private static final Path DOCUMENT = Path.of("docs/host-on-kubernetes.md");
    private static final String BEGIN = "<!-- rights of the host;";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /**
     * The rows of a place.
     *
     * @param where {@code namespaces} or {@code cluster}
     */
    public static Stream<DocumentedRights> of(String where) {
        try {
            String text = Files.readString(DOCUMENT);
            String table = text.substring(text.indexOf(BEGIN));
            return table.lines().dropWhile(line -> !line.startsWith("| `")).takeWhile(line -> line.startsWith("| `"))
                    .map(line -> line.split(" \\| ?", 5)).filter(cells -> cells[2].equals(where))
                    .map(cells -> row(code(cells[0]).getFirst(), code(cells[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DocumentedRights row(String resource, List<String> verbs) {
        String[] parts = resource.split("/", 2);
        String[] names = parts[0].split("\\.", 2);
        return new DocumentedRights(names.length == 1 ? "" : names[1],
                parts.length == 1 ? names[0] : names[0] + "/" + parts[1],
                verbs.stream().filter(verb -> !verb.equals("kube-system")).toList());
    }

    private static List<String> code(String cell) {
        return CODE.matcher(cell).results().map((MatchResult match) -> match.group(1)).toList();
    }

    public PolicyRule rule() {
        return new PolicyRuleBuilder().withApiGroups(group).withResources(resource).withVerbs(verbs).build();
    }
}
