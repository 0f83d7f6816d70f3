package dev.hathora.operator.host.runtime.kubernetes;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.Transport;
import dev.hathora.operator.host.runtime.GameRuntime.Launch;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import org.jspecify.annotations.Nullable;

/**
 * Translates a launch into a Pod: the Pod as the host makes it, the application's {@code podTemplate} merged over it,
 * and then again everything by which the host finds, reaches and protects the Pod. Pure.
 */
final class GamePod {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");
    /** The kubelet never ends a game server for its startup probe: the host gives up before. */
    private static final Duration PROBED_LONGER = Duration.ofMinutes(1);

    /** Each failed probe is a warning that the kubelet writes to the API server, and most games boot in this time. */
    private static final int FIRST_PROBE_SECONDS = 2;
    private static final int STRONGEST = 100;

    private final String databaseId;
    private final TlsProxy tls;

    /**
     * @param databaseId the id of the database with the records
     * @param tls terminates TLS in front of games
     */
    GamePod(String databaseId, TlsProxy tls) {
        this.databaseId = databaseId;
        this.tls = tls;
    }

    /**
     * The Pod for a launch.
     *
     * @throws RuntimeFailure if the application can't be run as a Pod: it has no image, or its template can't be merged
     */
    Pod of(Launch launch) {
        Pod own = own(launch);
        JsonNode template = Optional.ofNullable(launch.deployment().content().pod())
                .map(Deployment.PodSettings::template).orElse(null);
        if (!(template instanceof ObjectNode patch)) {
            return own;
        }
        try {
            ObjectNode merged = StrategicMerge.merge(JSON.valueToTree(own), patch);
            return new RequiredInPod(own, GameVariables.platform(launch)).putBack(JSON.treeToValue(merged, Pod.class));
        } catch (JsonProcessingException e) {
            // without the source, which may contain secrets
            throw new RuntimeFailure("podTemplate is not a template of a Pod: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw new RuntimeFailure(String.valueOf(e.getMessage()));
        }
    }

    private Pod own(Launch launch) {
        Deployment deployment = launch.deployment();
        String image = deployment.program().image();
        if (image == null) {
            throw new RuntimeFailure("application %s has no image: set image in its spec"
                    .formatted(launch.application().name()));
        }
        Deployment.PodSettings settings = deployment.content().pod();
        Optional<Application.Nodes> nodes = launch.application().region(launch.process().region())
                .map(Application.OfferedRegion::nodes);
        List<GamePort> ports = GamePort.of(launch);
        PodSpecBuilder spec = new PodSpecBuilder()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(seconds(deployment.limits().terminationGrace()))
                .withAffinity(nearOthers())
                .withNewSecurityContext().withRunAsNonRoot(true)
                .withNewSeccompProfile().withType("RuntimeDefault").endSeccompProfile()
                .endSecurityContext()
                .withContainers(new ContainerBuilder().withName(PodNames.CONTAINER).withImage(image)
                        .withCommand(deployment.program().command()).withArgs(deployment.program().args())
                        .withWorkingDir(deployment.program().workingDirectory())
                        .withEnv(GameVariables.of(launch, ports))
                        .withPorts(ports.stream().map(GamePort::inContainer).toList())
                        .withResources(resources(deployment.limits()))
                        .withStartupProbe(probe(ports, deployment.limits()))
                        .withNewSecurityContext().withAllowPrivilegeEscalation(false)
                        .withNewCapabilities().withDrop("ALL").endCapabilities()
                        .endSecurityContext()
                        .build())
                .addAllToContainers(tls.containers(ports))
                .withVolumes(tls.volumes(ports));
        nodes.ifPresent(where -> spec.withNodeSelector(where.selector()).withTolerations(where.tolerations().stream()
                .map(toleration -> JSON.convertValue(toleration, Toleration.class)).toList()));
        if (settings != null) {
            spec.withImagePullSecrets(settings.imagePullSecrets().stream().map(LocalObjectReference::new).toList());
        }
        return new PodBuilder().withNewMetadata()
                .withName(launch.process().processId())
                .withNamespace(launch.application().namespace())
                .withLabels(labels(launch))
                .withAnnotations(annotations(launch))
                .endMetadata()
                .withSpec(spec.build())
                .build();
    }

    private Map<String, String> labels(Launch launch) {
        Map<String, String> labels = new LinkedHashMap<>(PodNames.ofDatabase(databaseId));
        labels.put(PodNames.PROCESS, launch.process().processId());
        labels.put(PodNames.SAFE_TO_EVICT, "false");
        ifLabel(labels, PodNames.NAME, launch.application().name());
        ifLabel(labels, PodNames.APPLICATION, launch.process().appId());
        ifLabel(labels, PodNames.DEPLOYMENT, launch.process().deploymentId());
        ifLabel(labels, PodNames.REGION, launch.process().region());
        return labels;
    }

    /** What users have chosen may be longer than a label. */
    private static void ifLabel(Map<String, String> labels, String name, String value) {
        if (LABEL.matcher(value).matches()) {
            labels.put(name, value);
        }
    }

    private static Map<String, String> annotations(Launch launch) {
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(PodNames.AUTOSCALER, "false");
        annotations.put(PodNames.KARPENTER, "true");
        annotations.put(PodNames.APPLICATION, launch.process().appId());
        annotations.put("kubectl.kubernetes.io/default-container", PodNames.CONTAINER);
        return annotations;
    }

    /** Nodes are filled one after the other, so that others become empty and can be removed. */
    private static Affinity nearOthers() {
        return new AffinityBuilder().withNewPodAffinity()
                .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                .withWeight(STRONGEST)
                .withNewPodAffinityTerm()
                .withNewLabelSelector().addToMatchLabels(PodNames.MANAGED_BY, PodNames.HOST).endLabelSelector()
                .withTopologyKey("kubernetes.io/hostname")
                .endPodAffinityTerm()
                .endPreferredDuringSchedulingIgnoredDuringExecution()
                .endPodAffinity().build();
    }

    /**
     * Memory is limited to what is requested, because a node that runs out of memory ends arbitrary games. CPU is not
     * limited, because a game that is throttled stutters although the node may be idle.
     */
    private static ResourceRequirements resources(Deployment.Limits limits) {
        Quantity memory = new Quantity(limits.requestedMemoryMb() + "Mi");
        Quantity cpu = new Quantity(BigDecimal.valueOf(limits.requestedCpu()).stripTrailingZeros().toPlainString());
        return new ResourceRequirementsBuilder().addToRequests("cpu", cpu).addToRequests("memory", memory)
                .addToLimits("memory", memory).build();
    }

    /**
     * The kubelet sees that a TCP port is bound, also where the host can't reach Pods. Unlike a readiness probe it ends
     * when it has succeeded. Whether a UDP port is bound can't be seen.
     */
    private static @Nullable Probe probe(List<GamePort> ports, Deployment.Limits limits) {
        if (ports.isEmpty() || ports.getFirst().port().transport() == Transport.UDP) {
            return null;
        }
        return new ProbeBuilder().withNewTcpSocket().withNewPort(ports.getFirst().containerPort()).endTcpSocket()
                .withInitialDelaySeconds(FIRST_PROBE_SECONDS)
                .withPeriodSeconds(1)
                .withFailureThreshold(Math.toIntExact(seconds(limits.startTimeout().plus(PROBED_LONGER))))
                .build();
    }

    private static long seconds(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }
}
