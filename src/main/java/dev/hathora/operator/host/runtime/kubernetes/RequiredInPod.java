package dev.hathora.operator.host.runtime.kubernetes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import org.jspecify.annotations.Nullable;

/**
 * What a template must not change: the host finds its Pod by the name and the labels, clients reach the game by its
 * ports, and evictions, restarts in place and finalizers would end games or leave Pods behind.
 *
 * @param own the Pod without the template
 * @param platform the names of the variables that the platform sets
 */
record RequiredInPod(Pod own, Set<String> platform) {
    /** Puts it back into a Pod that a template was merged over. */
    Pod putBack(Pod merged) {
        ObjectMeta metadata = merged.getMetadata();
        metadata.setName(own.getMetadata().getName());
        metadata.setNamespace(own.getMetadata().getNamespace());
        metadata.setGenerateName(null);
        metadata.setLabels(with(metadata.getLabels(), own.getMetadata().getLabels()));
        metadata.setAnnotations(with(metadata.getAnnotations(), own.getMetadata().getAnnotations()));
        metadata.setFinalizers(List.of());
        merged.setStatus(null);
        merged.getSpec().setRestartPolicy(own.getSpec().getRestartPolicy());
        merged.getSpec().setTerminationGracePeriodSeconds(own.getSpec().getTerminationGracePeriodSeconds());
        for (Container required : own.getSpec().getContainers()) {
            Container container = merged.getSpec().getContainers().stream()
                    .filter(any -> required.getName().equals(any.getName())).findFirst()
                    .orElseThrow(() -> new RuntimeFailure("podTemplate must not remove the container "
                            + required.getName()));
            container.setEnv(variables(required.getEnv(), container.getEnv()));
            container.setPorts(ports(required.getPorts(), container.getPorts()));
        }
        return merged;
    }

    private static Map<String, String> with(@Nullable Map<String, String> merged, Map<String, String> required) {
        Map<String, String> all = new HashMap<>(Objects.requireNonNullElse(merged, Map.of()));
        all.putAll(required);
        return all;
    }

    /** The template may change the variables of the deployment, but not those of the platform. */
    private List<EnvVar> variables(List<EnvVar> required, List<EnvVar> merged) {
        List<EnvVar> all = new ArrayList<>(required.stream().filter(v -> platform.contains(v.getName())).toList());
        merged.stream().filter(variable -> !platform.contains(variable.getName())).forEach(all::add);
        return all;
    }

    private static List<ContainerPort> ports(List<ContainerPort> own, List<ContainerPort> merged) {
        Set<String> taken = own.stream().map(RequiredInPod::key).collect(Collectors.toSet());
        List<ContainerPort> all = new ArrayList<>(own);
        merged.stream().filter(port -> !taken.contains(key(port))).forEach(all::add);
        return all;
    }

    private static String key(ContainerPort port) {
        return port.getContainerPort() + "/" + Objects.requireNonNullElse(port.getProtocol(), "TCP");
    }
}
