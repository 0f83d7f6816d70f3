package dev.hathora.operator.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** The resources as {@code kubectl get hathorarooms} shows them, in a line of 100 characters. */
final class RoomTable {
    /** Columns keep their place while values come and go. */
    private static final String LINE = "%-18s  %-10s  %-13s  %-26s  %-5s  %s";

    /** How much of a room's id is shown. Its end tells the rooms of one resource apart. */
    private static final int ROOM_WIDTH = 20;

    private final KubernetesSerialization serialization = ResourceSerialization.create();

    /** The lines of the table. */
    List<String> of(List<HathoraRoom> rooms) {
        List<String> lines = new ArrayList<>();
        lines.add(LINE.formatted("NAME", "PHASE", "REGION", "ADDRESS", "READY", "ROOM"));
        rooms.stream().map(room -> line(serialization.convertValue(room, JsonNode.class))).forEach(lines::add);
        return lines;
    }

    private static String line(JsonNode room) {
        // the condition Ready comes first
        Object[] cells = Stream.of("/metadata/name", "/status/phase", "/spec/region", "/status/connection/address",
                "/status/conditions/0/status").map(field -> room.at(field).asText()).toArray();
        return LINE.formatted(cells[0], cells[1], cells[2], cells[3], cells[4], end(room.at("/status/roomId").asText()))
                .stripTrailing();
    }

    private static String end(String roomId) {
        return roomId.length() <= ROOM_WIDTH ? roomId : "…" + roomId.substring(roomId.length() - ROOM_WIDTH + 1);
    }
}
