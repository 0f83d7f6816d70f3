package dev.hathora.operator.host.applications;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.hathora.operator.api.ApiGroup;
import dev.hathora.operator.api.Region;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.Transport;
import dev.hathora.operator.host.model.WantedApplication;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads manifests of the kinds {@code HathoraApplication} and {@code Secret}: YAML, with as many documents as one likes,
 * or JSON. What counts only on Kubernetes may be in them, and is not looked at.
 */
final class ManifestReader {
    private static final Logger log = LoggerFactory.getLogger(ManifestReader.class);
    private static final String VERSION = ApiGroup.NAME + "/v1alpha1";
    private static final String KIND = "HathoraApplication";
    /** Kubernetes' kind for several applications. Here it can only say that there are none. */
    static final String LIST = "HathoraApplicationList";

    private static final List<String> TOP = List.of("apiVersion", "kind", "metadata", "spec", "status");
    private static final List<String> TOP_OF_LIST = List.of("apiVersion", "kind", "metadata", "items");
    private static final List<String> SPEC = List.of("appId", "command", "args", "env", "workingDirectory",
            "containerPort", "transportType", "additionalContainerPorts", "roomsPerProcess", "requestedCPU",
            "requestedMemory", "startTimeout", "idleTimeout", "terminationGracePeriod", "regions", "image",
            "imagePullSecrets", "portPolicy", "appSecretRef", "tokenSecretRefs", "auth", "podTemplate");
    private static final List<String> REGION = List.of("name", "warmProcesses", "maxProcesses", "nodeSelector",
            "tolerations", "ping");

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Pattern APP_ID = Pattern.compile("[a-zA-Z0-9_-]{1,100}");
    private static final Pattern VARIABLE = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,99}");
    private static final Pattern PORT_NAME = Pattern.compile("[a-z][a-z0-9-]{0,29}");
    private static final Pattern HOST = Pattern.compile("[a-zA-Z0-9.:_-]{1,253}");
    private static final Pattern CLIENT_ID = Pattern.compile("\\S{1,200}");
    private static final int MOST_PORTS = 2;
    private static final int MOST_VARIABLES = 100;

    private final YAMLMapper yaml = YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

    /**
     * What a file holds.
     *
     * @param applications in their order
     * @param secrets what applications of any file may refer to
     * @param saysNone whether it says that no application is wanted
     */
    record Content(List<AppManifest> applications, List<SecretManifest> secrets, boolean saysNone) {
        static final Content NONE = new Content(List.of(), List.of(), false);
    }

    /**
     * An application.
     *
     * @param application without what it refers to
     * @param refs what it refers to
     */
    record AppManifest(WantedApplication application, SecretRefs refs) {}

    /**
     * Reads a file's text.
     *
     * @param folder what relative working directories are in
     * @throws InvalidManifestException when there is anything wrong with it
     */
    Content read(String text, Path folder) throws InvalidManifestException {
        List<String> problems = new ArrayList<>();
        List<AppManifest> applications = new ArrayList<>();
        List<SecretManifest> secrets = new ArrayList<>();
        boolean saysNone = false;
        for (JsonNode document : documents(text)) {
            Field manifest = new Field("", document, problems);
            if (SecretManifest.isMeant(document)) {
                secrets.add(SecretManifest.read(manifest));
            } else if (LIST.equals(document.path("kind").asText())) {
                requireEmptyList(manifest);
                saysNone = true;
            } else {
                applications.add(application(manifest, folder));
            }
        }
        if (applications.isEmpty() && secrets.isEmpty() && !saysNone) {
            problems.add("it holds no manifest: remove the file, or write one of the kind " + KIND);
        }
        if (!problems.isEmpty()) {
            throw new InvalidManifestException(problems);
        }
        return new Content(applications, secrets, saysNone);
    }

    /** {@code items} must be there, so that a list whose items were lost does not delete all applications. */
    private static void requireEmptyList(Field list) {
        list.requireObject(TOP_OF_LIST);
        requireVersion(list);
        if (!list.get("items").value().isArray() || !list.get("items").value().isEmpty()) {
            list.get("items").problem("has to be []: write each application as a document of its own");
        }
    }

    private static void requireVersion(Field manifest) {
        manifest.get("apiVersion").requiredText(Pattern.compile(Pattern.quote(VERSION)), "write " + VERSION);
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

    private static AppManifest application(Field manifest, Path folder) {
        manifest.requireObject(TOP);
        requireVersion(manifest);
        manifest.get("kind").requiredText(Pattern.compile(KIND), "write " + KIND + ", or " + SecretManifest.KIND);
        String name = manifest.get("metadata").get("name").requiredText(NAME,
                "write a name of lower-case letters, digits, '-' and '.'");
        Field spec = manifest.get("spec");
        spec.requireObject(SPEC);
        String appId = spec.get("appId").text(APP_ID, "write 1 to 100 letters, digits, '_' or '-', or nothing")
                .orElse(null);
        return new AppManifest(new WantedApplication(name, appId, regions(spec.get("regions")),
                logins(spec.get("auth")), WantedApplication.Keys.NONE,
                new Deployment.Content(program(spec, folder), ports(spec), limits(spec), null)), SecretRefs.read(spec));
    }

    private static Deployment.Program program(Field spec, Path folder) {
        Field command = spec.get("command");
        List<String> words = command.texts();
        if (command.isAbsent() || words.isEmpty()) {
            command.problem("is missing: write the program of the game server and its arguments as a list");
        }
        Path directory = spec.get("workingDirectory").text().map(folder::resolve).orElse(folder);
        return new Deployment.Program(null, words, spec.get("args").texts(), variables(spec.get("env")),
                directory.toAbsolutePath().normalize().toString());
    }

    private static Map<String, String> variables(Field env) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Field variable : env.items()) {
            variable.requireObject(List.of("name", "value"));
            String name = variable.get("name").requiredText(VARIABLE, "write letters, digits and '_'");
            if (variables.put(name, variable.get("value").text().orElse("")) != null) {
                variable.get("name").problem("is there twice: remove one");
            }
        }
        if (variables.size() > MOST_VARIABLES) {
            env.problem("has more than " + MOST_VARIABLES + " variables: remove some");
        }
        return variables;
    }

    private static List<Deployment.Port> ports(Field spec) {
        List<Deployment.Port> ports = new ArrayList<>();
        ports.add(new Deployment.Port("default", spec.get("containerPort").number(1, 65535, 7777), transport(spec)));
        Field more = spec.get("additionalContainerPorts");
        for (Field port : more.items()) {
            port.requireObject(List.of("name", "port", "transportType"));
            String name = port.get("name").requiredText(PORT_NAME, "write lower-case letters, digits and '-'");
            if (ports.stream().anyMatch(other -> other.name().equals(name))) {
                port.get("name").problem("is the name of another port: write another one");
            }
            ports.add(new Deployment.Port(name, port.get("port").number(1, 65535, 7777), transport(port)));
        }
        if (ports.size() > 1 + MOST_PORTS) {
            more.problem("has more than " + MOST_PORTS + " ports: remove some");
        }
        return ports;
    }

    /** Nothing here ends TLS, and a client that is told of TLS would try it. */
    private static Transport transport(Field of) {
        Transport wanted = of.get("transportType").oneOf(Stream.of(Transport.values()).map(Transport::wireName))
                .flatMap(Transport::of).orElse(Transport.TCP);
        if (wanted != Transport.TLS) {
            return wanted;
        }
        log.warn("transportType tls is served as tcp, because this host does not terminate TLS: browsers connect with "
                + "ws://. For wss:// put a TLS proxy of your own in front of the game");
        return Transport.TCP;
    }

    private static Deployment.Limits limits(Field spec) {
        return new Deployment.Limits(spec.get("roomsPerProcess").number(1, 10_000, 1),
                spec.get("requestedCPU").cores(0.5), spec.get("requestedMemory").mebibytes(1024),
                spec.get("startTimeout").duration(Duration.ofSeconds(100)),
                spec.get("idleTimeout").duration(Duration.ofMinutes(5)),
                spec.get("terminationGracePeriod").duration(Duration.ofSeconds(30)));
    }

    private static List<Application.OfferedRegion> regions(Field regions) {
        List<Application.OfferedRegion> offered = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Field region : regions.items()) {
            region.requireObject(REGION);
            Field name = region.get("name");
            if (name.isAbsent()) {
                name.problem("is missing: write a region such as Frankfurt");
            }
            String written = name.oneOf(
                    Stream.of(Region.values()).map(Region::hathoraName).filter(known -> !known.isEmpty())).orElse("");
            if (!names.add(written)) {
                name.problem("is there twice: remove one");
            }
            offered.add(new Application.OfferedRegion(written, region.get("warmProcesses").number(0, 10_000, 0),
                    maxProcesses(region.get("maxProcesses")), ping(region.get("ping"))));
        }
        return offered;
    }

    private static Application.@Nullable Ping ping(Field ping) {
        if (ping.isAbsent()) {
            return null;
        }
        ping.requireObject(List.of("host", "port"));
        if (ping.get("port").isAbsent()) {
            ping.get("port").problem("is missing: write a port from 1 to 65535");
        }
        return new Application.Ping(ping.get("host").requiredText(HOST, "write a name or an address"),
                ping.get("port").number(1, 65535, 7777));
    }

    private static Application.Logins logins(Field auth) {
        if (auth.isAbsent()) {
            return Application.Logins.DEFAULT;
        }
        auth.requireObject(List.of("anonymous", "nickname", "google"));
        Field google = auth.get("google");
        if (!google.isAbsent()) {
            google.requireObject(List.of("clientId"));
        }
        return new Application.Logins(auth.get("anonymous").flag(true), auth.get("nickname").flag(true),
                google.isAbsent()
                        ? null
                        : google.get("clientId").requiredText(CLIENT_ID, "write the client's id from Google"));
    }

    private static @Nullable Integer maxProcesses(Field max) {
        return max.isAbsent() ? null : (Integer) max.number(1, 100_000, 1);
    }
}
