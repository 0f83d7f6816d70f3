package dev.hathora.operator.simulator;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.roomv2.operations.Wire;

/** The simulator's state as JSON. */
final class AdminJson {
    private AdminJson() {}

    /** {@code GET /_sim/rooms}. */
    static ArrayNode rooms(List<SimulatedRoom> rooms) {
        return list(rooms, AdminJson::room);
    }

    /** {@code GET /_sim/processes}. */
    static ArrayNode processes(List<SimulatedProcess> processes) {
        return list(processes, AdminJson::process);
    }

    /** {@code GET /_sim/stats}. */
    static ObjectNode stats(Stats stats) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        stats.calls().forEach((operation, byStatus) -> {
            ObjectNode counts = json.putObject(operation);
            for (Map.Entry<String, Long> count : byStatus.entrySet()) {
                counts.put(count.getKey(), count.getValue());
            }
        });
        return json;
    }

    private static ObjectNode room(SimulatedRoom room) {
        return JsonNodeFactory.instance.objectNode().put("roomId", room.roomId()).put("appId", room.appId())
                .put("region", room.region())
                .put("status", Wire.name(room.status())).put("processId", room.processId())
                .put("createdAt", Wire.time(room.createdAt())).put("destroyedAt", Wire.time(room.destroyedAt()));
    }

    private static ObjectNode process(SimulatedProcess process) {
        return JsonNodeFactory.instance.objectNode().put("processId", process.processId()).put("appId", process.appId())
                .put("region", process.region()).put("running", process.running()).put("lists", process.lists());
    }

    private static <T> ArrayNode list(List<T> items, Function<T, ObjectNode> toJson) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        items.forEach(item -> array.add(toJson.apply(item)));
        return array;
    }
}
