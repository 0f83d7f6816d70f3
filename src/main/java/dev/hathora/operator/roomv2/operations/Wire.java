package dev.hathora.operator.roomv2.operations;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.roomv2.RoomPage;
import dev.hathora.operator.roomv2.http.Answer;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that is sent, written out field by field: the operator's own types must not decide what its server says, or
 * a mistake in them would agree with itself.
 */
public final class Wire {
    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter
            .ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final int PIECE = 32 * 1024;

    private Wire() {}

    /** Several {@code RoomWithoutAllocations}. */
    public static ArrayNode roomsWithoutAllocations(List<Room> rooms) {
        return list(rooms, Wire::roomWithoutAllocations);
    }

    /** Several {@code RoomWithoutAllocations}. A long list is in memory nowhere as a whole. */
    static Answer roomsWithoutAllocations(RoomPage rooms) {
        return rooms.rest() == null
                ? Answer.of(200, roomsWithoutAllocations(rooms.rooms()))
                : Answer.json(out -> write(rooms, new BufferedOutputStream(out, PIECE)));
    }

    private static void write(RoomPage rooms, OutputStream out) throws IOException {
        String between = "[";
        for (RoomPage page = rooms; page != null; page = page.next()) {
            for (Room room : page.rooms()) {
                out.write((between + roomWithoutAllocations(room)).getBytes(StandardCharsets.UTF_8));
                between = ",";
            }
        }
        out.write(']');
        out.flush();
    }

    /** A state under Hathora's name, which is the lower case of ours. */
    public static String name(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** A time as Hathora writes it, to the millisecond; null: there is none. */
    public static @Nullable String time(@Nullable Instant instant) {
        return instant == null ? null : MILLISECONDS.format(instant);
    }

    /** {@code Room}. */
    static ObjectNode room(Room room) {
        ObjectNode json = roomWithoutAllocations(room);
        json.set("allocations", list(room.allocations(), Wire::allocation));
        return json;
    }

    /** {@code ConnectionInfoV2}. */
    static ObjectNode connectionInfo(ConnectionInfo info) {
        ObjectNode json = object().put("roomId", info.roomId()).put("status", name(info.status()));
        if (info.exposedPort() != null) {
            json.set("exposedPort", port(info.exposedPort()));
        }
        json.set("additionalExposedPorts", list(info.additionalExposedPorts(), Wire::port));
        return json;
    }

    /** {@code RoomConnectionData}, or {@code RoomAllocationData}, where the process may be absent. */
    static ObjectNode createdRoom(CreatedRoom room) {
        ObjectNode json = connectionInfo(room.connectionInfo());
        if (room.processId() != null) {
            json.put("processId", room.processId());
        }
        return json;
    }

    /** {@code RoomWithoutAllocations}. */
    private static ObjectNode roomWithoutAllocations(Room room) {
        ObjectNode json = object().put("appId", room.appId()).put("roomId", room.roomId())
                .put("roomConfig", room.roomConfig()).put("status", name(room.status()));
        RoomAllocation current = room.currentAllocation();
        json.set("currentAllocation", current == null ? JsonNodeFactory.instance.nullNode() : allocation(current));
        return json;
    }

    static <T> ArrayNode list(List<T> items, Function<T, ? extends JsonNode> toJson) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        items.forEach(item -> array.add(toJson.apply(item)));
        return array;
    }

    private static ObjectNode allocation(RoomAllocation allocation) {
        return object().put("roomAllocationId", allocation.roomAllocationId()).put("processId", allocation.processId())
                .put("scheduledAt", time(allocation.scheduledAt()))
                .put("unscheduledAt", time(allocation.unscheduledAt()));
    }

    /** {@code ExposedPort}. */
    static ObjectNode port(ExposedPort port) {
        return object().put("name", port.name()).put("host", port.host()).put("port", port.port()).put("transportType",
                port.transportType());
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
