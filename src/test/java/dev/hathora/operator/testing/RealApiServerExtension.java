package dev.hathora.operator.testing;

import java.io.File;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraapplication.HathoraApplication;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** What {@link RealApiServer} does. */
final class RealApiServerExtension implements ExecutionCondition, BeforeAllCallback, ParameterResolver {
    private static final String VARIABLE = "HATHORA_IT_KUBECONFIG";
    private static final Namespace STORE = Namespace.create(RealApiServerExtension.class);
    private static final File CRDS = new File("crds");
    /**
     * As long as the API server works on a request. It begins anew with a request that the client has given up and sends
     * again: on a busy machine, one with a large resource would never be done in Fabric8's ten seconds.
     */
    static final int REQUEST_MILLIS = 60_000;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (kubeconfig().isPresent()) {
            return ConditionEvaluationResult.enabled(VARIABLE + " is set");
        }
        String reason = VARIABLE + " is not set: tests on a real API server skipped";
        System.out.println(reason + " (" + context.getDisplayName() + ")");
        return ConditionEvaluationResult.disabled(reason);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        clusterOf(context);
    }

    /** A test whose one instance serves all its methods is constructed before anything else happens. */
    private static TestCluster clusterOf(ExtensionContext context) {
        return context.getStore(STORE).getOrComputeIfAbsent(TestCluster.class, type -> {
            KubernetesClient client = connect();
            context.getRoot().getStore(STORE).getOrComputeIfAbsent(CRDS, crds -> install(client));
            return TestCluster.withNewNamespace(client);
        }, TestCluster.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestCluster.class;
    }

    @Override
    public TestCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return clusterOf(context);
    }

    static KubernetesClient connectWithCrd() {
        if (kubeconfig().isEmpty()) {
            throw new IllegalStateException("set " + VARIABLE + " to the kubeconfig of a real API server");
        }
        KubernetesClient client = connect();
        install(client);
        return client;
    }

    private static KubernetesClient connect() {
        Config config = Config.fromKubeconfig(kubeconfig().orElseThrow());
        config.setRequestTimeout(REQUEST_MILLIS);
        return new KubernetesClientBuilder().withConfig(config)
                .withKubernetesSerialization(ResourceSerialization.create())
                .build();
    }

    private static List<CustomResourceDefinition> install(KubernetesClient client) {
        List<CustomResourceDefinition> installed = Stream.of(Objects.requireNonNull(CRDS.listFiles()))
                .map(file -> client.apiextensions().v1().customResourceDefinitions().load(file).forceConflicts()
                        .serverSideApply())
                .toList();
        for (CustomResourceDefinition crd : installed) {
            client.resource(crd).waitUntilCondition(RealApiServerExtension::isEstablished, 30, TimeUnit.SECONDS);
        }
        client.resources(HathoraRoom.class).inAnyNamespace().list();
        client.resources(HathoraApplication.class).inAnyNamespace().list();
        return installed;
    }

    private static boolean isEstablished(@Nullable CustomResourceDefinition crd) {
        return crd != null && crd.getStatus() != null && crd.getStatus()
                .getConditions()
                .stream()
                .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
    }

    static Optional<File> kubeconfig() {
        return Optional.ofNullable(System.getenv(VARIABLE)).filter(path -> !path.isBlank()).map(File::new);
    }
}
