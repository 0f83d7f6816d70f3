package dev.hathora.operator.host.runtime.kubernetes;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.model.Transport;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import org.jspecify.annotations.Nullable;

/**
 * The host ports that a Pod really has. A webhook may have changed them: GKE Autopilot chooses its own, and notes which
 * number it replaced by which.
 */
final class HostPorts {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private HostPorts() {}

    /** The numbers in the order of the ports that were asked for. */
    static List<Integer> of(Pod pod, List<ExposedPort> asked) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        JsonNode assigned = assigned(annotations == null ? null : annotations.get(PodNames.AUTOPILOT_PORTS));
        return asked.stream().map(port -> assigned.path(Integer.toString(port.port())).asInt(stored(pod, asked, port)))
                .toList();
    }

    /** Whether clients connect to the proxy. */
    static boolean isTls(ExposedPort port) {
        return port.transportType().equals(Transport.TLS.wireName());
    }

    private static JsonNode assigned(@Nullable String annotation) {
        try {
            return JSON.readTree(annotation == null ? "{}" : annotation).path("portsAssigned");
        } catch (JsonProcessingException e) {
            // something else uses this annotation
            return JSON.missingNode();
        }
    }

    /**
     * The game's own ports are the first of its container, in the order of the record, and so are those that use TLS in
     * that of the proxy.
     */
    private static int stored(Pod pod, List<ExposedPort> asked, ExposedPort port) {
        boolean tls = isTls(port);
        List<ContainerPort> stored = pod.getSpec().getContainers().stream()
                .filter(container -> (tls ? PodNames.TLS_PROXY : PodNames.CONTAINER).equals(container.getName()))
                .flatMap(container -> container.getPorts().stream()).toList();
        int at = (tls ? asked.stream().filter(HostPorts::isTls).toList() : asked).indexOf(port);
        Integer number = at < stored.size() ? stored.get(at).getHostPort() : null;
        return number == null ? port.port() : number;
    }
}
