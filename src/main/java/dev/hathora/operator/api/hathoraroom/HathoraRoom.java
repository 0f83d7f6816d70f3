package dev.hathora.operator.api.hathoraroom;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.hathora.operator.api.ApiGroup;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * A Hathora room: one match or session of a multiplayer game. The operator creates the room, keeps it as spec
 * describes it, writes its address and history to status, and destroys it when this resource is deleted.
 */
@Group(HathoraRoom.GROUP)
@Version("v1alpha1")
@Plural("hathorarooms")
@ShortNames("hroom")
@Categories("hathora")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Region", jsonPath = ".spec.region")
@AdditionalPrinterColumn(name = "Address", jsonPath = ".status.connection.address")
@AdditionalPrinterColumn(name = "Room", jsonPath = ".status.roomId")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "App", jsonPath = ".status.appId", priority = 1)
@AdditionalPrinterColumn(name = "Process", jsonPath = ".status.currentAllocation.processId", priority = 1)
@AdditionalPrinterColumn(
        name = "Restarts",
        jsonPath = ".status.restarts",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason", priority = 1)
public class HathoraRoom extends CustomResource<HathoraRoomSpec, HathoraRoomStatus> implements Namespaced {
    /** The API group, and the prefix of every annotation and finalizer. */
    public static final String GROUP = ApiGroup.NAME;

    /**
     * The finalizer. It keeps the resource until its room is destroyed, or is left in place as spec.deletionPolicy
     * says. Added in the same write as the claim.
     */
    public static final String FINALIZER = GROUP + "/room";

    /**
     * The claim (external name): the room id for createRoom. It is written before the call. Together with {@link
     * #APP_ID} it survives a backup and restore that loses status.
     */
    public static final String ROOM_ID = GROUP + "/room-id";

    /** The application of the claimed room. It stays the same if the operator's default application changes. */
    public static final String APP_ID = GROUP + "/app-id";

    /**
     * Which resource made the claim: a hash of its uid, 16 hexadecimal digits. A resource that was restored from a
     * backup or copied has a different uid. This is how the operator tells it from the original.
     */
    public static final String CLAIMED_BY = GROUP + "/claimed-by";

    /**
     * The endpoint at which the claim was made: the origin of Hathora's API, such as {@code
     * https://api.hathora.dev:443}. Answers of another endpoint prove nothing about the room.
     */
    public static final String API = GROUP + "/api";

    /**
     * Set by a user on a resource that was restored from a backup or copied, to take over the room that its claim
     * names. The value must be the id of that room.
     */
    public static final String TAKE_OVER = GROUP + "/take-over";

    /**
     * Set by a user on a resource whose deletion hangs because Hathora no longer answers. The value must be the room's
     * id. The finalizer is removed, and the room is left behind.
     */
    public static final String ABANDON_ROOM = GROUP + "/abandon-room";

    @JsonIgnore
    private @Nullable String unreadable;

    /** {@inheritDoc} The rules are about changes of a room that exists; a template with the same spec may change freely. */
    @Override
    @ValidationRule(
            value = "has(self.appId) == has(oldSelf.appId) "
                    + "&& (!has(self.appId) || self.appId == oldSelf.appId)",
            fieldPath = ".appId",
            reason = "FieldValueForbidden",
            message = "appId can't be changed: delete this resource and create a new one")
    @ValidationRule(
            value = "self.region == oldSelf.region",
            fieldPath = ".region",
            reason = "FieldValueForbidden",
            message = "region can't be changed, because a room can't move: delete this resource and create a new one")
    @ValidationRule(
            value = "has(self.roomId) == has(oldSelf.roomId) "
                    + "&& (!has(self.roomId) || self.roomId == oldSelf.roomId)",
            fieldPath = ".roomId",
            reason = "FieldValueForbidden",
            message = "roomId can't be changed: delete this resource and create a new one")
    @ValidationRule(
            value = "has(self.deploymentId) == has(oldSelf.deploymentId) "
                    + "&& (!has(self.deploymentId) || self.deploymentId == oldSelf.deploymentId)",
            fieldPath = ".deploymentId",
            reason = "FieldValueForbidden",
            message = "deploymentId can't be changed, because a room stays on its deployment: delete this resource and "
                    + "create a new one")
    @ValidationRule(
            value = "has(self.clientIPs) == has(oldSelf.clientIPs) "
                    + "&& (!has(self.clientIPs) || self.clientIPs == oldSelf.clientIPs)",
            fieldPath = ".clientIPs",
            reason = "FieldValueForbidden",
            message = "clientIPs can't be changed, because Hathora reads them only when the room is created: delete this "
                    + "resource and create a new one")
    public HathoraRoomSpec getSpec() {
        return super.getSpec();
    }

    /**
     * Why the operator can't use this resource as it is stored, and what to do about it. Null if everything could be
     * read.
     */
    public @Nullable String unreadable() {
        return unreadable;
    }

    /** Records what could not be read. All other fields are set. */
    public void unreadable(@Nullable String problem) {
        unreadable = problem;
    }
}
