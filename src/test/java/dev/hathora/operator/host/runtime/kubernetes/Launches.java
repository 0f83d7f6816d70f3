package dev.hathora.operator.host.runtime.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.Deployment.PortPolicy;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.model.Transport;
import dev.hathora.operator.host.runtime.GameRuntime.Launch;
import org.jspecify.annotations.Nullable;

/**
 * Launches of a game with a TCP and a UDP port.
 *
 * @param processId the record's id
 * @param runtimeId where it is recorded to run
 * @param namespace the application's
 * @param image null: none
 * @param policy which port it listens on
 * @param transport of the TCP port
 * @param template the YAML of a podTemplate; empty: none
 */
record Launches(String processId, String runtimeId, String namespace, @Nullable String image, PortPolicy policy,
        Transport transport, String template) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    static Launches of(String processId, String runtimeId, String namespace) {
        return new Launches(processId, runtimeId, namespace, "registry.example/game:1", PortPolicy.HOST_PORT,
                Transport.TCP,
                "");
    }

    Launches image(@Nullable String other) {
        return new Launches(processId, runtimeId, namespace, other, policy, transport, template);
    }

    Launches passthrough() {
        return new Launches(processId, runtimeId, namespace, image, PortPolicy.PASSTHROUGH, transport, template);
    }

    Launches template(String yaml) {
        return new Launches(processId, runtimeId, namespace, image, policy, transport, yaml);
    }

    /** The TCP port uses TLS. */
    Launches tls() {
        return new Launches(processId, runtimeId, namespace, image, policy, Transport.TLS, template);
    }

    Launch launch() {
        return new Launch(process(ProcessState.STARTING, null), application(), deployment(),
                environment());
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("HATHORA_APP_ID", "app-1");
        environment.put("HATHORA_APP_SECRET", "hidden");
        environment.put("HATHORA_HOSTNAME", "x.invalid");
        environment.put("HATHORA_DEFAULT_PORT", "20001");
        environment.put("HATHORA_INITIAL_ROOM_CONFIG", "$(HATHORA_APP_SECRET)");
        return environment;
    }

    GameProcess process(ProcessState state, @Nullable Instant booted) {
        return new GameProcess(processId, runtimeId, "app-1", "dep-1", "Frankfurt", state, 4, 1,
                List.of(new ExposedPort("default", "x.invalid", 20_001, transport.wireName()),
                        new ExposedPort("score", "x.invalid", 20_002, "udp")),
                "r1",
                new GameProcess.Times(Instant.EPOCH, null, booted, state == ProcessState.STARTING ? null : booted, null,
                        null),
                null, null);
    }

    private Application application() {
        return new Application("app-1", namespace, "chess", "hidden", List.of(new Application.OfferedRegion("Frankfurt",
                0, null, null,
                new Application.Nodes(Map.of("game", "yes"), List.of(yaml("{key: game, operator: Exists}"))))),
                Application.Logins.DEFAULT, List.of(), Instant.EPOCH);
    }

    private Deployment deployment() {
        return new Deployment("dep-1", 1, "app-1", new Deployment.Content(
                new Deployment.Program(image, List.of("/game"), List.of("--port=$(PORT)"),
                        Map.of("MODE", "ranked", "HATHORA_APP_ID", "mine"), null),
                List.of(new Deployment.Port("default", 7777, transport),
                        new Deployment.Port("score", 7778, Transport.UDP)),
                new Deployment.Limits(4, 0.5, 512, Duration.ofSeconds(100), Duration.ZERO, Duration.ofMillis(4500)),
                null,
                new Deployment.PodSettings(policy, List.of("registry"), template.isEmpty() ? null : yaml(template))),
                Instant.EPOCH);
    }

    private static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
