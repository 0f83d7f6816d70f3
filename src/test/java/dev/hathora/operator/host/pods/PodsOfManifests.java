package dev.hathora.operator.host.pods;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.hathora.operator.host.brain.ProcessView;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.runtime.GameOutput;
import dev.hathora.operator.host.runtime.GameRuntime;

/**
 * Adds what manifests of files don't say.
 *
 * @param pods runs the games
 * @param namespace of all applications
 * @param image of all games; what their deployments have as tag wins
 * @param template of all Pods
 */
record PodsOfManifests(GameRuntime pods, String namespace, String image, Path template) implements GameRuntime {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Override
    public void start(Launch launch) {
        Application a = launch.application();
        Deployment d = launch.deployment();
        Deployment.Program program = d.program();
        boolean missing = a.appId().contains("missing");
        boolean passthrough = a.appId().contains("passthrough");
        pods.start(new Launch(launch.process(),
                new Application(a.appId(), namespace, a.name(), a.secret(), a.regions(), a.logins(), a.tokens(),
                        a.createdAt()),
                new Deployment(d.deploymentId(), d.number(), d.appId(), new Deployment.Content(
                        new Deployment.Program(missing ? "no.such.registry/image:1" : image, program.command(),
                                program.args(), program.env(), null),
                        d.ports(), d.limits(), d.content().tag(),
                        new Deployment.PodSettings(
                                passthrough ? Deployment.PortPolicy.PASSTHROUGH : Deployment.PortPolicy.HOST_PORT,
                                List.of(), read())),
                        d.createdAt()),
                launch.environment()));
    }

    private JsonNode read() {
        try {
            return YAML.readTree(template.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public RuntimeId id() {
        return pods.id();
    }

    @Override
    public void belongTo(String databaseId) {
        pods.belongTo(databaseId);
    }

    @Override
    public void terminate(String processId) {
        pods.terminate(processId);
    }

    @Override
    public void kill(String processId) {
        pods.kill(processId);
    }

    @Override
    public ProcessView view(GameProcess process) {
        return pods.view(process);
    }

    @Override
    public Collection<String> known() {
        return pods.known();
    }

    @Override
    public void forget(String processId) {
        pods.forget(processId);
    }

    @Override
    public GameOutput output(String processId) {
        return pods.output(processId);
    }

    @Override
    public void watch(Consumer<String> changed) {
        pods.watch(changed);
    }

    @Override
    public void close() {
        pods.close();
    }
}
