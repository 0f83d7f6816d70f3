package dev.hathora.operator.simulator;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that is sent, written out field by field: the operator's own types must not decide what the simulator says,
 * or a mistake in them would agree with itself.
 */
final class Wire {
    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter
            .ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Wire() {}

    /** {@code Room}. */
    static ObjectNode room(Room room) {
        ObjectNode json = roomWithoutAllocations(room);
        json.set("allocations", list(room.allocations(), Wire::allocation));
        return json;
    }

    /** {@code RoomWithoutAllocations}. */
    static ObjectNode roomWithoutAllocations(Room room) {
        ObjectNode json = object().put("appId", room.appId()).put("roomId", room.roomId())
                .put("roomConfig", room.roomConfig()).put("status", name(room.status()));
        RoomAllocation current = room.currentAllocation();
        json.set("currentAllocation", current == null ? JsonNodeFactory.instance.nullNode() : allocation(current));
        return json;
    }

    /** {@code Application}, without what is about players and people. */
    static ObjectNode application(String appId) {
        return object().put("appId", appId).put("appName", appId).put("orgId", "org-simulator");
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

    /** A room in {@code GET /_sim/rooms}. */
    static ObjectNode simulatedRoom(SimulatedRoom room) {
        return object().put("roomId", room.roomId()).put("appId", room.appId()).put("region", room.region())
                .put("status", name(room.status())).put("processId", room.processId())
                .put("createdAt", time(room.createdAt())).put("destroyedAt", time(room.destroyedAt()));
    }

    /** A process in {@code GET /_sim/processes}. */
    static ObjectNode simulatedProcess(SimulatedProcess process) {
        return object().put("processId", process.processId()).put("appId", process.appId())
                .put("region", process.region()).put("running", process.running()).put("lists", process.lists());
    }

    /** {@code GET /_sim/stats}. */
    static ObjectNode stats(Stats stats) {
        ObjectNode json = object();
        stats.calls().forEach((operation, byStatus) -> {
            ObjectNode counts = json.putObject(operation);
            for (Map.Entry<String, Long> count : byStatus.entrySet()) {
                counts.put(count.getKey(), count.getValue());
            }
        });
        return json;
    }

    static <T> ArrayNode list(List<T> items, Function<T, ? extends JsonNode> toJson) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        items.forEach(item -> array.add(toJson.apply(item)));
        return array;
    }

    /** A list of rooms that is not true. */
    static ArrayNode wrongList(ArrayNode rooms, FaultKind.Lie lie) {
        ArrayNode wrong = JsonNodeFactory.instance.arrayNode();
        switch (lie) {
            case PARTIAL -> IntStream.range(0, rooms.size()).filter(i -> i % 2 == 1).mapToObj(rooms::get)
                    .forEach(wrong::add);
            case EMPTY -> {
                // stays so
            }
            case FOREIGN -> {
                var foreign = new Room("app-foreign", "foreign", null, RoomStatus.ACTIVE, null, List.of());
                wrong.addAll(rooms).add(roomWithoutAllocations(foreign));
                wrong.addAll(wrong.deepCopy());
            }
        }
        return wrong;
    }

    private static ObjectNode allocation(RoomAllocation allocation) {
        return object().put("roomAllocationId", allocation.roomAllocationId()).put("processId", allocation.processId())
                .put("scheduledAt", time(allocation.scheduledAt()))
                .put("unscheduledAt", time(allocation.unscheduledAt()));
    }

    private static ObjectNode port(ExposedPort port) {
        return object().put("name", port.name()).put("host", port.host()).put("port", port.port()).put("transportType",
                port.transportType());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Hathora's names of its states are the lower case of ours. */
    private static String name(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String time(@Nullable Instant instant) {
        return instant == null ? null : MILLISECONDS.format(instant);
    }
}
