package dev.hathora.operator.api.hathoraapplication;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.api.Formats;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/**
 * The application as it should be served. A change of the image, program, ports, limits, times or podTemplate is a new
 * deployment; a change of regions, auth, appSecretRef or tokenSecretRefs is not.
 *
 * @param appId The id of the application in Hathora's API: 1 to 100 letters, digits, '_' or '-', unique on this host.
 *     If omitted, the host generates one and writes it to status. Immutable.
 * @param image The container image of the game server. Required in a cluster.
 * @param command The program and its first arguments, in place of the image's entrypoint. Required by host without a
 *     cluster.
 * @param args Arguments, in place of the image's.
 * @param env Environment variables of the game server. Those that host sets itself take precedence. To pass on a
 *     Secret, use envFrom in podTemplate.
 * @param workingDirectory The working directory. If omitted: the image's.
 * @param imagePullSecrets Secrets in this namespace with which the image is pulled.
 * @param containerPort The port that the game server listens on. With portPolicy Passthrough, only shown.
 * @param transportType How clients connect to that port.
 * @param additionalContainerPorts At most two more ports that the game server listens on.
 * @param portPolicy Which number the game server listens on.
 * @param roomsPerProcess How many rooms a game server takes.
 * @param requestedCPU CPU cores of a game server, as a quantity such as 500m or 2. Put fractions in quotation marks:
 *     "0.5". If omitted: 500m.
 * @param requestedMemory Memory of a game server, as a quantity such as 512Mi or 2Gi. If omitted: 1Gi.
 * @param startTimeout A game server that does not listen on its port by then is ended, and its rooms are destroyed. A
 *     duration such as 30s or 5m.
 * @param idleTimeout A game server without a room is ended after this time. 0s means never.
 * @param terminationGracePeriod The time from SIGTERM to SIGKILL.
 * @param regions Where rooms may be created, and on which nodes game servers then run. If omitted: every region, on any
 *     node.
 * @param appSecretRef The Secret with the key that players' tokens are signed with. It must have the label
 *     hathora.dev/credentials: "true". If omitted, host generates a key, and stores it in the Secret NAME-app-secret,
 *     where NAME is the name of this resource.
 * @param tokenSecretRefs Secrets with developer tokens that are valid for this application only. They must have the
 *     label hathora.dev/credentials: "true".
 * @param auth How players may log in.
 * @param podTemplate A PodTemplateSpec that is merged over the Pods of game servers, for everything that has no field
 *     here. The container of the game server is called game.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.image) || has(self.command)",
        fieldPath = ".image",
        message = "image is missing: write the container image of the game server")
public record HathoraApplicationSpec(
        @Size(max = Formats.MAX_ID_LENGTH)
        @ValidationRule(
                value = "self.matches('" + Formats.ID + "')",
                message = "appId may contain only letters, digits, '_' and '-': change it, or leave it out")
        @Nullable String appId,

        @Size(max = 1024)
        @ValidationRule(
                value = "self.matches('^[^[:space:]]+$')",
                message = "image may not be empty or contain white space: write it as in a Pod")
        @Nullable String image,

        @Size(max = 100) @Nullable List<@Size(max = 32_768) String> command,

        @Size(max = 1000) @Nullable List<@Size(max = 32_768) String> args,

        @Size(max = MAX_VARIABLES) @Nullable List<EnvironmentVariable> env,

        @Size(max = 4096) @Nullable String workingDirectory,

        @Size(max = 20) @Nullable List<ImagePullSecret> imagePullSecrets,

        @Min(1)
        @Max(65_535)
        @Default("7777") @Nullable Integer containerPort,

        @Default("tcp") @Nullable TransportType transportType,

        @Size(max = MAX_PORTS)
        @ValidationRule(
                value = "self.all(port, port.name != 'default')",
                message = "an additional port can't be called default, which is the name of containerPort: write another name")
        @Nullable List<AdditionalContainerPort> additionalContainerPorts,

        @Default("HostPort") @Nullable PortPolicy portPolicy,

        @Min(1)
        @Max(10_000)
        @Default("1") @Nullable Integer roomsPerProcess,

        @Nullable IntOrString requestedCPU,

        @Nullable IntOrString requestedMemory,

        @Size(max = 12)
        @ValidationRule(value = "self.matches('" + DURATION + "')", message = DURATION_MESSAGE)
        @Default("100s") @Nullable String startTimeout,

        @Size(max = 12)
        @ValidationRule(value = "self.matches('" + DURATION + "')", message = DURATION_MESSAGE)
        @Default("5m") @Nullable String idleTimeout,

        @Size(max = 12)
        @ValidationRule(value = "self.matches('" + DURATION + "')", message = DURATION_MESSAGE)
        @Default("30s") @Nullable String terminationGracePeriod,

        @Size(max = MAX_REGIONS) @Nullable List<ApplicationRegion> regions,

        @Nullable AppSecretRef appSecretRef,

        @Size(max = 100) @Nullable List<TokenSecretRef> tokenSecretRefs,

        @Nullable Auth auth,

        @SchemaFrom(type = ObjectNode.class)
        @Nullable JsonNode podTemplate) {
    /** The maximum number of environment variables. */
    public static final int MAX_VARIABLES = 100;

    /** The maximum number of additional ports. */
    public static final int MAX_PORTS = 2;

    /** The maximum number of regions: more than there are. */
    public static final int MAX_REGIONS = 50;

    private static final String DURATION = "^[0-9]{1,9}(ms|s|m|h)$";
    private static final String DURATION_MESSAGE = "write a duration such as 250ms, 30s, 5m or 1h";
}
