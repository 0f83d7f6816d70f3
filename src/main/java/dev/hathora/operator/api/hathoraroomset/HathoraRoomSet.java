package dev.hathora.operator.api.hathoraroomset;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.hathora.operator.api.ApiGroup;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * A number of rooms of one kind, such as the hubs of a region or empty arenas that wait for players. The operator creates
 * HathoraRooms from a template, replaces those that have ended, and replaces all of them when the template changes. It
 * never removes a room with the annotation hathora.dev/in-use: "true" to scale down or to roll out a change.
 */
@Group(ApiGroup.NAME)
@Version("v1alpha1")
@Plural("hathoraroomsets")
@ShortNames("hroomset")
@Categories("hathora")
@AdditionalPrinterColumn(name = "Desired", jsonPath = ".spec.replicas", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Rooms", jsonPath = ".status.replicas", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Updated",
        jsonPath = ".status.updatedReplicas",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.readyReplicas",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Available",
        jsonPath = ".status.availableReplicas",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "In-Use", jsonPath = ".status.inUse", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason", priority = 1)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.conditions[?(@.type==\"Ready\")].message", priority = 1)
public class HathoraRoomSet extends CustomResource<HathoraRoomSetSpec, HathoraRoomSetStatus> implements Namespaced {
    /** The finalizer. It keeps the set until its rooms are deleted. */
    public static final String FINALIZER = ApiGroup.NAME + "/room-set";

    /** The label that the operator adds to the rooms of a set. {@link SetLabel} makes its value from the set's name. */
    public static final String SET_LABEL = ApiGroup.NAME + "/room-set";

    /** The label that the operator adds to the rooms of a set: which version of the template a room was made from. */
    public static final String TEMPLATE_HASH = ApiGroup.NAME + "/template-hash";

    /**
     * Set by users or the game on a room of a set. While its value is {@code true}, the room is removed neither by
     * scaling down nor by a rollout.
     */
    public static final String IN_USE = ApiGroup.NAME + "/in-use";

    /**
     * Set by users or the game on a room of a set: a signed 32-bit integer, 0 if absent. When a set scales down, rooms
     * with a higher cost are removed before those with a lower one. With a Pod's
     * {@code controller.kubernetes.io/pod-deletion-cost}, it is the other way round.
     */
    public static final String DELETION_COST = ApiGroup.NAME + "/deletion-cost";

    @JsonIgnore
    private @Nullable String unreadable;

    /** Never null: a set without a spec, which the CRD rejects, has one with nothing but defaults. */
    @Override
    public HathoraRoomSetSpec getSpec() {
        HathoraRoomSetSpec spec = super.getSpec();
        return spec == null ? HathoraRoomSetSpec.DEFAULTS : spec;
    }

    /** Never null: {@link HathoraRoomSetStatus#EMPTY} if the set was never reconciled. */
    @Override
    public HathoraRoomSetStatus getStatus() {
        HathoraRoomSetStatus status = super.getStatus();
        return status == null ? HathoraRoomSetStatus.EMPTY : status;
    }

    /**
     * Why the operator can't use this set as it is stored, and what to do about it. Null if everything could be read. If
     * not, spec has defaults where something could not be read, so no room may be created or removed for it.
     */
    public @Nullable String unreadable() {
        return unreadable;
    }

    /** Records what could not be read. */
    public void unreadable(@Nullable String problem) {
        unreadable = problem;
    }
}
