package dev.hathora.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
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
 * A room on Hathora Cloud: one match or session of a multiplayer game. The operator creates the room that spec
 * describes, keeps it so, writes its address and history into status, and destroys it when this resource is deleted.
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
    public static final String GROUP = "hathora.dev";

    /** Keeps the resource until its room is gone, or kept on purpose. Added together with the claim. */
    public static final String FINALIZER = GROUP + "/room";

    /** The claim: the id that createRoom is sent. Written before the call; with {@link #APP_ID} it survives a restore. */
    public static final String ROOM_ID = GROUP + "/room-id";

    /** The claim's application: which one the room is in, whatever the operator's default becomes. */
    public static final String APP_ID = GROUP + "/app-id";

    /**
     * Who made the claim: a hash of the resource's uid, 16 hexadecimal digits. A resource that was restored from a backup,
     * or copied, has another uid, and so is told apart from the one that the room was claimed for.
     */
    public static final String CLAIMED_BY = GROUP + "/claimed-by";

    /**
     * Where the claim was made: the origin of Hathora's API, such as {@code https://api.hathora.dev:443}. Nothing is
     * concluded about the room from what another endpoint answers.
     */
    public static final String API = GROUP + "/api";

    /**
     * Set by a person whose resource was restored from a backup, or copied, and is to go on with the room that its claim
     * names. Its value must be that room's id.
     */
    public static final String TAKE_OVER = GROUP + "/take-over";

    /**
     * Set by a person whose resource can't be deleted because Hathora can't be asked any more. Its value must be the
     * room's id. The resource goes, the room stays behind.
     */
    public static final String ABANDON_ROOM = GROUP + "/abandon-room";

    @JsonIgnore
    private @Nullable String unreadable;

    /** Why the operator can't work with this resource as it is stored, and what to do; null: it could read everything it needs. */
    public @Nullable String unreadable() {
        return unreadable;
    }

    /** Notes what could not be read. Whatever could is there. */
    public void unreadable(@Nullable String problem) {
        unreadable = problem;
    }
}
