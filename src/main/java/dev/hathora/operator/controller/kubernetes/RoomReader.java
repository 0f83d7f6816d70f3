package dev.hathora.operator.controller.kubernetes;

import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import dev.hathora.operator.api.Formats;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import org.jspecify.annotations.Nullable;

/**
 * Parses a room, whatever is stored in it. An older CRD may have admitted what the present one rejects, and a resource
 * that can't be parsed would stop the informer, and with it the operator. Unreadable parts of spec are left out and
 * described by {@link HathoraRoom#unreadable()}. Unreadable parts of status are left out and written again.
 */
final class RoomReader extends StdDeserializer<HathoraRoom> {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final String KIND = "hathoraroom";

    /** If one of these fields can't be read, it is not known which room is meant, or what may be done with it. */
    private static final Set<String> DECISIVE = Set.of("appId", "roomId", "deletionPolicy", "managementPolicy",
            "paused");

    /** How many entries of a list or map are kept. No reasonable resource has as many. */
    private static final int MOST_ENTRIES = 100;

    RoomReader() {
        super(HathoraRoom.class);
    }

    @Override
    public HathoraRoom deserialize(JsonParser from, DeserializationContext context) throws IOException {
        JsonNode resource = context.readTree(from);
        HathoraRoom room = new HathoraRoom();
        List<String> problems = new ArrayList<>();
        room.setMetadata(metadata(resource.path("metadata"), context, problems));
        room.setSpec(spec(resource.path("spec"), context, problems));
        room.setStatus(status(resource.path("status"), context));
        room.unreadable(problems.isEmpty() ? null : String.join("; ", problems));
        return room;
    }

    /** Of what can't be read here, only the finalizers are a problem: the operator's finalizer may be one of them. */
    private static ObjectMeta metadata(JsonNode stored, DeserializationContext context, List<String> problems)
            throws IOException {
        RoomPart part = new RoomPart(KIND, "metadata", stored, context);
        part.shorten("labels", MOST_ENTRIES);
        part.shorten("ownerReferences", MOST_ENTRIES);
        // the operator's finalizer is removed by its index, so that index must not change
        part.shorten("finalizers", Math.max(MOST_ENTRIES, indexOfOurs(part.get("finalizers")) + 1));
        ObjectMeta metadata = CompactRoom.compact(part.read(ObjectMeta.class, context));
        String problem = part.problems().get("finalizers");
        if (problem != null) {
            problems.add(problem);
            // the finalizer may be there, so the room must not be forgotten
            metadata.setFinalizers(List.of(HathoraRoom.FINALIZER));
        }
        return metadata;
    }

    private static int indexOfOurs(JsonNode finalizers) {
        for (int i = 0; i < finalizers.size(); i++) {
            if (HathoraRoom.FINALIZER.equals(finalizers.path(i).asText())) {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable HathoraRoomSpec spec(JsonNode stored, DeserializationContext context,
            List<String> problems) throws IOException {
        if (stored.isMissingNode() || stored.isNull()) {
            return null;
        }
        RoomPart part = new RoomPart(KIND, "spec", stored, context);
        String config = part.get("roomConfig").asText();
        if (config.codePointCount(0, config.length()) > Formats.MAX_ROOM_CONFIG_LENGTH) {
            part.leaveOut("roomConfig", "has more than " + Formats.MAX_ROOM_CONFIG_LENGTH + " characters: shorten it");
        }
        if (part.get("clientIPs").size() > MOST_ENTRIES) {
            part.leaveOut("clientIPs", "has more than " + MOST_ENTRIES + " entries: remove some");
        }
        HathoraRoomSpec spec = part.read(HathoraRoomSpec.class, context);
        problems.addAll(part.problems().values());
        if (Collections.disjoint(part.problems().keySet(), DECISIVE)) {
            return spec;
        }
        part.set("managementPolicy", "unreadable");
        return part.read(HathoraRoomSpec.class, context);
    }

    private static @Nullable HathoraRoomStatus status(JsonNode stored, DeserializationContext context)
            throws IOException {
        if (stored.isMissingNode() || stored.isNull()) {
            return null;
        }
        RoomPart part = new RoomPart(KIND, "status", stored, context);
        part.shorten("additionalPorts", MOST_ENTRIES);
        part.shorten("allocations", MOST_ENTRIES);
        part.shorten("conditions", MOST_ENTRIES);
        HathoraRoomStatus status = part.read(HathoraRoomStatus.class, context);
        status.conditions().forEach(CompactRoom::compact);
        return status;
    }
}
