package dev.hathora.operator.host.applications;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads manifests of the kinds {@code HathoraApplication} and {@code Secret}: YAML, with as many documents as one likes,
 * or JSON. What counts only on Kubernetes may be in them, and is not looked at.
 */
final class ManifestReader {
    /** Kubernetes' kind for several applications. Here it can only say that there are none. */
    static final String LIST = "HathoraApplicationList";

    private static final List<String> TOP_OF_LIST = List.of("apiVersion", "kind", "metadata", "items");

    private final YAMLMapper yaml = YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

    /**
     * What a file holds.
     *
     * @param applications in their order
     * @param secrets what applications of any file may refer to
     * @param saysNone whether it says that no application is wanted
     */
    record Content(List<ApplicationReader.AppManifest> applications, List<SecretManifest> secrets, boolean saysNone) {
        static final Content NONE = new Content(List.of(), List.of(), false);
    }

    /**
     * Reads a file's text.
     *
     * @param folder what relative working directories are in
     * @throws InvalidManifestException when there is anything wrong with it
     */
    Content read(String text, Path folder) throws InvalidManifestException {
        List<String> problems = new ArrayList<>();
        Platform machine = new Platform.Machine(folder);
        List<ApplicationReader.AppManifest> applications = new ArrayList<>();
        List<SecretManifest> secrets = new ArrayList<>();
        boolean saysNone = false;
        for (JsonNode document : documents(text)) {
            Field manifest = new Field("", document, problems, true);
            if (SecretManifest.isMeant(document)) {
                secrets.add(SecretManifest.read(manifest));
            } else if (LIST.equals(document.path("kind").asText())) {
                requireEmptyList(manifest);
                saysNone = true;
            } else {
                applications.add(ApplicationReader.read(manifest, machine));
            }
        }
        if (applications.isEmpty() && secrets.isEmpty() && !saysNone) {
            problems.add("it holds no manifest: remove the file, or write one of the kind " + ApplicationReader.KIND);
        }
        if (!problems.isEmpty()) {
            throw new InvalidManifestException(problems);
        }
        return new Content(applications, secrets, saysNone);
    }

    /** {@code items} must be there, so that a list whose items were lost does not delete all applications. */
    private static void requireEmptyList(Field list) {
        list.requireObject(TOP_OF_LIST);
        ApplicationReader.requireVersion(list);
        if (!list.get("items").value().isArray() || !list.get("items").value().isEmpty()) {
            list.get("items").problem("has to be []: write each application as a document of its own");
        }
    }

    private List<JsonNode> documents(String text) throws InvalidManifestException {
        try (MappingIterator<JsonNode> all = yaml.readerFor(JsonNode.class).readValues(text)) {
            return all.readAll().stream().filter(document -> !document.isNull() && !document.isMissingNode()).toList();
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new InvalidManifestException(
                    List.of(where + "it is not YAML" + reason(text, e.getOriginalMessage())));
        } catch (IOException | RuntimeException e) {
            throw new InvalidManifestException(List.of("it can't be read" + reason(text, e.toString())));
        }
    }

    /** Parsers quote what is around a mistake, and among that may be a secret. */
    private static String reason(String text, String told) {
        return SecretManifest.mayBeIn(text) ? "" : ": " + told.replaceAll("\\s+", " ").strip();
    }
}
