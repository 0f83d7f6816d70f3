package dev.hathora.operator.api.hathoraroom;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.api.CredentialsSecretRef;
import dev.hathora.operator.api.Formats;
import dev.hathora.operator.api.JsonText;
import dev.hathora.operator.api.Region;
import dev.hathora.operator.api.SharedText;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * The room that should exist.
 *
 * @param appId The Hathora application the room belongs to, as your Hathora server shows it (app-…). Optional if the
 *     operator has a default application (HATHORA_APP_ID). Immutable.
 * @param region The region in which the room runs. Immutable.
 * @param roomId A room id of your choice: 1 to 100 letters, digits, '_' or '-', unique across all of Hathora. If
 *     omitted, the operator generates one. Hathora accepts an id only once, so a room with an id of your choice is
 *     never recreated. Immutable.
 * @param roomConfig Configuration for the game server: any string of up to 10,000 characters, often JSON. It is sent to
 *     Hathora unchanged. If the field is removed later, the room keeps its configuration.
 * @param roomConfigJson The same as roomConfig, written as YAML instead of an escaped string. It is sent as compact
 *     JSON of at most 10,000 characters and at most 500 levels of nesting. It is compared as JSON, so white space and
 *     the order of keys do not matter. Mutually exclusive with roomConfig. kubectl reads YAML 1.1: unquoted y, yes, on,
 *     n, no and off become true or false, even as keys, and 0123 becomes the octal number 83. Quote such values.
 * @param roomConfigPolicy Who owns the configuration once the room exists.
 * @param deploymentId The Hathora deployment to run (dep-…). If omitted: the application's latest. Immutable.
 * @param clientIPs IP addresses of players that Hathora's DDoS protection lets through. Immutable.
 * @param state Whether the room should run.
 * @param restartPolicy What happens when the room ends by itself, for example because the match is over. If omitted:
 *     Never with roomId, else Always.
 * @param ttlSecondsAfterFinished Number of seconds after which this resource is deleted once its room has ended.
 *     Requires restartPolicy Never. This also applies to a room that is only observed. The room itself is not touched.
 * @param deletionPolicy What happens to the room when this resource is deleted.
 * @param adoptionPolicy Whether roomId may name a room that already exists. Applies only together with roomId. The
 *     region of such a room is not checked, because Hathora does not report it.
 * @param managementPolicy Whether the operator manages the room or only observes it.
 * @param paused If true, the operator changes nothing until this is false again. It does not even handle the deletion
 *     of this resource.
 * @param credentialsSecretRef The Secret in this namespace that holds the Hathora token to use. The Secret must have
 *     the label hathora.dev/credentials: "true". If omitted: the operator's own token.
 * @param connectionSecret A Secret in which the operator stores the connection details, for workloads to mount (Service
 *     Binding).
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(self.roomConfig) || !has(self.roomConfigJson)",
        fieldPath = ".roomConfigJson",
        message = "roomConfig and roomConfigJson are mutually exclusive: keep one of them")
@ValidationRule(
        value = "!has(self.roomId) || !has(self.restartPolicy) || self.restartPolicy != 'Always'",
        fieldPath = ".restartPolicy",
        message = "restartPolicy Always can't be used with roomId, because Hathora accepts an id only once: remove "
                + "roomId, or use restartPolicy: Never")
@ValidationRule(
        value = "!has(self.ttlSecondsAfterFinished) "
                + "|| (has(self.restartPolicy) ? self.restartPolicy == 'Never' : has(self.roomId))",
        fieldPath = ".ttlSecondsAfterFinished",
        message = "ttlSecondsAfterFinished needs restartPolicy: Never, because a room that is restarted never finishes")
@ValidationRule(
        value = "self.managementPolicy != 'ObserveOnly' || has(self.roomId)",
        fieldPath = ".managementPolicy",
        message = "managementPolicy ObserveOnly needs roomId, the id of the room to observe: add it")
@ValidationRule(
        value = "!has(self.credentialsSecretRef) || !has(self.connectionSecret) "
                + "|| self.credentialsSecretRef.name != self.connectionSecret.name",
        fieldPath = ".connectionSecret.name",
        message = "connectionSecret and credentialsSecretRef name the same Secret: choose another Secret for the "
                + "connection details")
public record HathoraRoomSpec(
        @SelectableField
        @Size(max = Formats.MAX_ID_LENGTH)
        @ValidationRule(
                value = "self.matches('" + Formats.ID + "')",
                message = "appId may contain only letters, digits, '_' and '-': "
                        + "copy it from your Hathora server, it looks like app-af469a92-5b45-4565-b3c4-b79878de67d2")
        @Nullable String appId,

        @SelectableField
        @Required @Nullable Region region,

        @SelectableField
        @Size(max = Formats.MAX_ID_LENGTH)
        @ValidationRule(
                value = "self.matches('" + Formats.ID + "')",
                message = "roomId may contain only letters, digits, '_' and '-': change it, or leave roomId out")
        @Nullable String roomId,

        @Size(max = Formats.MAX_ROOM_CONFIG_LENGTH)
        @Nullable String roomConfig,

        @SchemaFrom(type = ObjectNode.class)
        @Nullable JsonText roomConfigJson,

        @Default("Enforce") RoomConfigPolicy roomConfigPolicy,

        @Size(max = Formats.MAX_ID_LENGTH)
        @ValidationRule(
                value = "self.matches('" + Formats.ID + "')",
                message = "deploymentId may contain only letters, digits, '_' and '-': "
                        + "copy it from your Hathora server (dep-…), or leave it out for the latest deployment")
        @Nullable String deploymentId,

        @Size(max = 100)
        @ValidationRule(
                value = "self.all(ip, ip.matches('" + Formats.IP_ADDRESS + "'))",
                message = "clientIPs may contain only IP addresses, such as 203.0.113.7 or 2001:db8::7")
        @Nullable List<@Size(max = 45) String> clientIPs,

        @Default("Active") RoomState state,

        RestartPolicy restartPolicy,

        @Min(0)
        @Max(Integer.MAX_VALUE)
        @Nullable Integer ttlSecondsAfterFinished,

        @Default("Destroy") DeletionPolicy deletionPolicy,

        @Default("Never") AdoptionPolicy adoptionPolicy,

        @Default("Full") ManagementPolicy managementPolicy,

        @Default("false") Boolean paused,

        @Nullable CredentialsSecretRef credentialsSecretRef,

        @Nullable ConnectionSecret connectionSecret) {
    /** Fills in the defaults, in case no API server has done so. */
    public HathoraRoomSpec {
        appId = SharedText.orNull(appId);
        roomId = SharedText.orNull(roomId);
        roomConfigPolicy = roomConfigPolicy == null ? RoomConfigPolicy.ENFORCE : roomConfigPolicy;
        state = state == null ? RoomState.ACTIVE : state;
        deletionPolicy = deletionPolicy == null ? DeletionPolicy.DESTROY : deletionPolicy;
        adoptionPolicy = adoptionPolicy == null ? AdoptionPolicy.NEVER : adoptionPolicy;
        managementPolicy = managementPolicy == null ? ManagementPolicy.FULL : managementPolicy;
        paused = paused != null && paused;
        if (restartPolicy == null) {
            restartPolicy = roomId == null ? RestartPolicy.ALWAYS : RestartPolicy.NEVER;
        }
    }
}
