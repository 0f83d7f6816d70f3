package dev.hathora.operator.controller.report;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import dev.hathora.operator.api.hathoraroom.Connection;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import org.jspecify.annotations.Nullable;

/** The contents of a connection Secret, under the keys of the Service Binding specification. */
final class ConnectionDetails {
    /** The service type that workloads select by. */
    static final String TYPE = "hathora-room";

    private static final String PROVIDER = "hathora";
    private static final int MAX_PORT_NAME = 200;

    /** What is not allowed in a key. Leading dots would turn the key into a relative path. */
    private static final Pattern NO_KEY = Pattern.compile("^[.]+|[^-._a-zA-Z0-9]");

    private ConnectionDetails() {}

    /** The details of a room by key. The address is left out while the room can't be joined. */
    static Map<String, String> of(HathoraRoomStatus status) {
        Map<String, String> details = new TreeMap<>();
        put(details, "type", TYPE);
        put(details, "provider", PROVIDER);
        put(details, "room-id", status.roomId());
        put(details, "app-id", status.appId());
        if (status.connection() != null) {
            put(details, "", status.connection());
            status.additionalPorts().forEach(port -> put(details, prefix(port.name()), port));
        }
        return details;
    }

    /** The key prefix for a port. The name of a port may contain characters that a key may not. */
    private static String prefix(String portName) {
        String name = NO_KEY.matcher(portName).replaceAll("-");
        return (name.length() <= MAX_PORT_NAME ? name : name.substring(0, MAX_PORT_NAME)) + "-";
    }

    private static void put(Map<String, String> details, String prefix, Connection connection) {
        if (details.containsKey(prefix + "host")) {
            // if the names of two ports result in the same key, the first port wins
            return;
        }
        put(details, prefix + "host", connection.host());
        put(details, prefix + "port", String.valueOf(connection.port()));
        put(details, prefix + "transport", connection.transportType());
        put(details, prefix + "uri", connection.transportType() + "://" + connection.address());
    }

    private static void put(Map<String, String> details, String key, @Nullable String value) {
        if (value != null) {
            details.put(key, value);
        }
    }
}
