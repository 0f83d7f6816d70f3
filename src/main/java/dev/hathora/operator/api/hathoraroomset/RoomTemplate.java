package dev.hathora.operator.api.hathoraroomset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hathora.operator.api.hathoraroom.AdoptionPolicy;
import dev.hathora.operator.api.hathoraroom.DeletionPolicy;
import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import dev.hathora.operator.api.hathoraroom.ManagementPolicy;
import dev.hathora.operator.api.hathoraroom.RestartPolicy;
import dev.hathora.operator.api.hathoraroom.RoomConfigPolicy;
import dev.hathora.operator.api.hathoraroom.RoomState;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * What the rooms of a set are created from.
 *
 * @param metadata Labels and annotations of the rooms.
 * @param spec The spec of the rooms: that of a HathoraRoom. A set decides itself how many rooms there are and when one is
 *     removed, so roomId, connectionSecret and ttlSecondsAfterFinished are not allowed, and state, managementPolicy,
 *     deletionPolicy and paused must have their default values.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(self.spec.roomId)",
        fieldPath = ".spec.roomId",
        message = SetRules.ROOM_ID)
@ValidationRule(
        value = "!has(self.spec.connectionSecret)",
        fieldPath = ".spec.connectionSecret",
        message = SetRules.CONNECTION_SECRET)
@ValidationRule(
        value = "!has(self.spec.ttlSecondsAfterFinished)",
        fieldPath = ".spec.ttlSecondsAfterFinished",
        message = SetRules.TTL)
@ValidationRule(
        value = "self.spec.state == 'Active'",
        fieldPath = ".spec.state",
        message = SetRules.STATE)
@ValidationRule(
        value = "self.spec.managementPolicy == 'Full'",
        fieldPath = ".spec.managementPolicy",
        message = SetRules.MANAGEMENT_POLICY)
@ValidationRule(
        value = "self.spec.deletionPolicy == 'Destroy'",
        fieldPath = ".spec.deletionPolicy",
        message = SetRules.DELETION_POLICY)
@ValidationRule(
        value = "!self.spec.paused",
        fieldPath = ".spec.paused",
        message = SetRules.PAUSED)
public record RoomTemplate(RoomTemplateMetadata metadata, @Required HathoraRoomSpec spec) {
    private static final HathoraRoomSpec NO_SPEC = new HathoraRoomSpec(null, null, null, null, null,
            RoomConfigPolicy.ENFORCE, null, null, RoomState.ACTIVE, RestartPolicy.ALWAYS, null, DeletionPolicy.DESTROY,
            AdoptionPolicy.NEVER, ManagementPolicy.FULL, false, null, null);

    static final RoomTemplate EMPTY = new RoomTemplate(null, null);

    /** Fills in empty parts, in case no API server has checked that they are there. Such a spec has no region. */
    public RoomTemplate(@Nullable RoomTemplateMetadata metadata, @Nullable HathoraRoomSpec spec) {
        this.metadata = metadata == null ? RoomTemplateMetadata.EMPTY : metadata;
        this.spec = spec == null ? NO_SPEC : spec;
    }
}
