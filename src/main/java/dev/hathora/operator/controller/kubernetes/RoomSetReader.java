package dev.hathora.operator.controller.kubernetes;

import java.io.IOException;
import java.io.Serial;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetSpec;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;

/**
 * Parses a set of rooms, whatever is stored in it, for the same reason as {@link RoomReader}. Unreadable parts of metadata
 * and spec are left out and described by {@link HathoraRoomSet#unreadable()}. Unreadable parts of status are left out and
 * written again.
 */
final class RoomSetReader extends StdDeserializer<HathoraRoomSet> {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final String KIND = "hathoraroomset";

    RoomSetReader() {
        super(HathoraRoomSet.class);
    }

    @Override
    public HathoraRoomSet deserialize(JsonParser from, DeserializationContext context) throws IOException {
        JsonNode resource = context.readTree(from);
        RoomPart metadata = new RoomPart(KIND, "metadata", resource.path("metadata"), context);
        RoomPart spec = new RoomPart(KIND, "spec", resource.path("spec"), context);
        HathoraRoomSet set = new HathoraRoomSet();
        set.setMetadata(metadata.read(ObjectMeta.class, context));
        set.setSpec(spec.read(HathoraRoomSetSpec.class, context));
        set.setStatus(new RoomPart(KIND, "status", resource.path("status"), context)
                .read(HathoraRoomSetStatus.class, context));
        List<String> problems = Stream.of(metadata, spec).flatMap(part -> part.problems().values().stream()).toList();
        set.unreadable(problems.isEmpty() ? null : String.join("; ", problems));
        return set;
    }
}
