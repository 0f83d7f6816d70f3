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
    private final YAMLMapper yaml = YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

    /**
     * What a file holds.
     *
     * @param applications in their order
     * @param secrets what applications of any file may refer to
     */
    record Content(List<ApplicationReader.AppManifest> applications, List<SecretManifest> secrets) {
        static final Content NONE = new Content(List.of(), List.of());
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
        Content content = new Content(new ArrayList<>(), new ArrayList<>());
        for (JsonNode document : documents(text)) {
            Field manifest = new Field("", document, problems, true);
            if (SecretManifest.isMeant(document)) {
                content.secrets().add(SecretManifest.read(manifest));
            } else {
                content.applications().add(ApplicationReader.read(manifest, machine));
            }
        }
        if (content.applications().isEmpty() && content.secrets().isEmpty()) {
            problems.add("it holds no manifest: remove the file, or write one of the kind " + ApplicationReader.KIND);
        }
        if (!problems.isEmpty()) {
            throw new InvalidManifestException(problems);
        }
        return content;
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
