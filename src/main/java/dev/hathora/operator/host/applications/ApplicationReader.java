package dev.hathora.operator.host.applications;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.api.ApiGroup;
import dev.hathora.operator.api.Region;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.Transport;
import dev.hathora.operator.host.model.WantedApplication;
import org.jspecify.annotations.Nullable;

/**
 * Reads applications: manifests of files and resources of a cluster, which have the same fields. Which of them count
 * depends on the {@link Platform}.
 */
public final class ApplicationReader {
    static final String VERSION = ApiGroup.NAME + "/v1alpha1";
    static final String KIND = "HathoraApplication";

    private static final List<String> TOP = List.of("apiVersion", "kind", "metadata", "spec", "status");
    static final List<String> SPEC = List.of("appId", "command", "args", "env", "workingDirectory",
            "containerPort", "transportType", "additionalContainerPorts", "roomsPerProcess", "requestedCPU",
            "requestedMemory", "startTimeout", "idleTimeout", "terminationGracePeriod", "regions", "image",
            "imagePullSecrets", "portPolicy", "appSecretRef", "tokenSecretRefs", "auth", "podTemplate");
    static final List<String> REGION = List.of("name", "warmProcesses", "maxProcesses", "nodeSelector",
            "tolerations", "ping");

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Pattern APP_ID = Pattern.compile("[a-zA-Z0-9_-]{1,100}");
    private static final Pattern VARIABLE = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,99}");
    private static final Pattern PORT_NAME = Pattern.compile("[a-z][a-z0-9-]{0,29}");
    private static final Pattern HOST = Pattern.compile("[a-zA-Z0-9.:_-]{1,253}");
    private static final Pattern CLIENT_ID = Pattern.compile("\\S{1,200}");
    private static final int MOST_PORTS = 2;
    private static final int MOST_VARIABLES = 100;

    private ApplicationReader() {}

    /**
     * An application.
     *
     * @param application without what it refers to
     * @param refs what it refers to
     */
    public record AppManifest(WantedApplication application, SecretRefs refs) {}

    /**
     * Reads a resource of a cluster.
     *
     * @param resource as the API server returns it
     * @param namespace its namespace
     * @throws InvalidManifestException when there is anything wrong with it, of which it names everything
     */
    public static AppManifest read(JsonNode resource, String namespace) throws InvalidManifestException {
        List<String> problems = new ArrayList<>();
        AppManifest read = read(new Field("", resource, problems, false), new Platform.Cluster(namespace));
        if (!problems.isEmpty()) {
            throw new InvalidManifestException(problems);
        }
        return read;
    }

    static void requireVersion(Field manifest) {
        manifest.get("apiVersion").requiredText(Pattern.compile(Pattern.quote(VERSION)), "write " + VERSION);
    }

    /** Reads a manifest, and adds what is wrong with it to the problems of the field. */
    static AppManifest read(Field manifest, Platform platform) {
        manifest.requireObject(TOP);
        requireVersion(manifest);
        manifest.get("kind").requiredText(Pattern.compile(KIND), "write " + KIND + ", or " + SecretManifest.KIND);
        String name = manifest.get("metadata").get("name").requiredText(NAME,
                "write a name of lower-case letters, digits, '-' and '.'");
        Field spec = manifest.get("spec");
        spec.requireObject(SPEC);
        String appId = spec.get("appId").text(APP_ID, "write 1 to 100 letters, digits, '_' or '-', or nothing")
                .orElse(null);
        return new AppManifest(new WantedApplication(platform.namespace(), name, appId,
                regions(spec.get("regions"), platform), logins(spec.get("auth")), WantedApplication.Keys.NONE,
                new Deployment.Content(platform.program(spec, variables(spec.get("env"))), ports(spec, platform),
                        limits(spec), null, platform.pod(spec))),
                SecretRefs.read(spec));
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

    private static List<Deployment.Port> ports(Field spec, Platform platform) {
        List<Deployment.Port> ports = new ArrayList<>();
        ports.add(new Deployment.Port("default", spec.get("containerPort").number(1, 65535, 7777),
                transport(spec, platform)));
        Field more = spec.get("additionalContainerPorts");
        for (Field port : more.items()) {
            port.requireObject(List.of("name", "port", "transportType"));
            String name = port.get("name").requiredText(PORT_NAME, "write lower-case letters, digits and '-'");
            if (ports.stream().anyMatch(other -> other.name().equals(name))) {
                port.get("name").problem("is the name of another port: write another one");
            }
            ports.add(new Deployment.Port(name, port.get("port").number(1, 65535, 7777), transport(port, platform)));
        }
        if (ports.size() > 1 + MOST_PORTS) {
            more.problem("has more than " + MOST_PORTS + " ports: remove some");
        }
        return ports;
    }

    private static Transport transport(Field of, Platform platform) {
        return platform.offered(of.get("transportType").oneOf(Stream.of(Transport.values()).map(Transport::wireName))
                .flatMap(Transport::of).orElse(Transport.TCP));
    }

    private static Deployment.Limits limits(Field spec) {
        return new Deployment.Limits(spec.get("roomsPerProcess").number(1, 10_000, 1),
                spec.get("requestedCPU").cores(0.5), spec.get("requestedMemory").mebibytes(1024),
                spec.get("startTimeout").duration(Duration.ofSeconds(100)),
                spec.get("idleTimeout").duration(Duration.ofMinutes(5)),
                spec.get("terminationGracePeriod").duration(Duration.ofSeconds(30)));
    }

    private static List<Application.OfferedRegion> regions(Field regions, Platform platform) {
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
            int warm = region.get("warmProcesses").number(0, 10_000, 0);
            Integer most = maxProcesses(region.get("maxProcesses"));
            if (most != null && warm > most) {
                region.get("warmProcesses").problem("is more than maxProcesses: lower it, or raise maxProcesses");
            }
            offered.add(new Application.OfferedRegion(written, warm, most, ping(region.get("ping")),
                    platform.nodes(region)));
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
