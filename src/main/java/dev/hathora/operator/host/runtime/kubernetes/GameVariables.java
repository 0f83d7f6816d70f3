package dev.hathora.operator.host.runtime.kubernetes;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.hathora.operator.host.runtime.GameRuntime.Launch;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.EnvVarSourceBuilder;

/**
 * The variables of a game server in a Pod. The platform's come first and win, and the deployment's may refer to them, as
 * in every Pod: {@code $(HATHORA_DEFAULT_PORT)}.
 */
final class GameVariables {
    static final String APP_SECRET = "HATHORA_APP_SECRET";
    private static final String HOSTNAME = "HATHORA_HOSTNAME";
    private static final String PORT = "PORT";
    private static final String SECRET_SUFFIX = "-app-secret";
    private static final String SECRET_KEY = "secret";

    private GameVariables() {}

    static List<EnvVar> of(Launch launch, List<GamePort> ports) {
        Map<String, String> platform = new LinkedHashMap<>(launch.environment());
        if (!ports.isEmpty()) {
            platform.put(PORT, Integer.toString(ports.getFirst().containerPort()));
        }
        List<EnvVar> variables = new ArrayList<>();
        platform.forEach((name, value) -> variables.add(switch (name) {
            case HOSTNAME -> from(name, nodeAddress());
            case APP_SECRET -> from(name, secret(launch));
            default -> new EnvVar(name, literal(value), null);
        }));
        launch.deployment().program().env().forEach((name, value) -> {
            if (!platform.containsKey(name)) {
                variables.add(new EnvVar(name, value, null));
            }
        });
        return variables;
    }

    /** The names of the variables that neither the deployment nor its template can change. */
    static Set<String> platform(Launch launch) {
        Set<String> names = new HashSet<>(launch.environment().keySet());
        names.add(PORT);
        return names;
    }

    /** Kubernetes replaces {@code $(NAME)}. A player's roomConfig must not be able to read other variables. */
    private static String literal(String value) {
        return value.replace("$", "$$");
    }

    private static EnvVar from(String name, EnvVarSource source) {
        return new EnvVarBuilder().withName(name).withValueFrom(source).build();
    }

    /** The node is not known before the Pod is scheduled. */
    private static EnvVarSource nodeAddress() {
        return new EnvVarSourceBuilder().withNewFieldRef().withFieldPath("status.hostIP").endFieldRef().build();
    }

    /** Many may read Pods who must not read Secrets. */
    private static EnvVarSource secret(Launch launch) {
        return new EnvVarSourceBuilder().withNewSecretKeyRef().withName(launch.application().name() + SECRET_SUFFIX)
                .withKey(SECRET_KEY).withOptional(true).endSecretKeyRef().build();
    }
}
