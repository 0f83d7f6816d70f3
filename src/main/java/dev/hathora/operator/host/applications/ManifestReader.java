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
 * Reads manifests of the kinds {@code HathoraApplication} and {@code Secret}, in YAML with any number of documents, or in
 * JSON. Fields that only matter on Kubernetes are accepted and ignored.
 */
final class ManifestReader {
    /** Kubernetes' kind for several applications. Here it can only say that there are none. */
    static final String LIST = "HathoraApplicationList";

    private static final List<String> TOP_OF_LIST = List.of("apiVersion", "kind", "metadata", "items");

    private final YAMLMapper yaml = YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

    /**
     * The content of a file.
     *
     * @param applications in the order of the file
     * @param secrets applications in any file may refer to them
     * @param saysNone whether it says that no application is wanted
     */
    record Content(List<ApplicationReader.AppManifest> applications, List<SecretManifest> secrets, boolean saysNone) {
        static final Content NONE = new Content(List.of(), List.of(), false);
    }

    /**
     * Reads a file's text.
     *
     * @param folder relative working directories are relative to it
     * @throws InvalidManifestException if it has any error
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
            problems.add(
                    "it contains no manifest: remove the file, or write one of the kind " + ApplicationReader.KIND);
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

    /** Parsers quote the text around an error, which may contain a secret. */
    private static String reason(String text, String told) {
        return SecretManifest.mayBeIn(text) ? "" : ": " + told.replaceAll("\\s+", " ").strip();
    }
}
