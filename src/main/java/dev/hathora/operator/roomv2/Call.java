package dev.hathora.operator.roomv2;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.hathora.operator.cloud.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A request to one of the API's operations.
 *
 * @param operation which
 * @param appId the application in the path
 * @param roomId the room in the path, or the id wanted for a new one; null where the call names none
 * @param processId the process in the path of the lists, else empty
 * @param authorization the header of that name, if it was sent
 * @param body the body; empty where it was not sent as JSON
 */
public record Call(Operation operation, String appId, @Nullable String roomId, String processId,
        @Nullable String authorization, String body) {
    /** Reads method and path; empty where they name no operation. */
    static Optional<Call> of(String method, URI uri, @Nullable String authorization, String body) {
        List<String> path = Arrays.stream(uri.getRawPath().substring(1).split("/", -1)).map(Call::decode).toList();
        if (path.size() == 4 && path.subList(0, 3).equals(List.of("apps", "v2", "apps"))) {
            return method.equals("GET")
                    ? Optional.of(new Call(Operation.GET_APP, path.get(3), null, "", authorization, body))
                    : Optional.empty();
        }
        if (path.size() < 4 || path.size() > 6 || !path.get(0).equals("rooms") || !path.get(1).equals("v2")) {
            return Optional.empty();
        }
        String appId = path.get(2);
        if (path.size() == 4) {
            return "POST create".equals(method + " " + path.get(3))
                    ? Optional.of(new Call(Operation.CREATE_ROOM, appId,
                            queryParameter(uri, "roomId"), "", authorization, body))
                    : Optional.empty();
        }
        String id = path.get(4);
        if (path.size() == 6) {
            Operation list = switch (method + " " + path.get(3) + " " + path.get(5)) {
                case "GET list active" -> Operation.GET_ACTIVE_ROOMS_FOR_PROCESS;
                case "GET list inactive" -> Operation.GET_INACTIVE_ROOMS_FOR_PROCESS;
                default -> null;
            };
            return Optional.ofNullable(list).map(found -> new Call(found, appId, null, id, authorization, body));
        }
        Operation onRoom = switch (method + " " + path.get(3)) {
            case "POST destroy" -> Operation.DESTROY_ROOM;
            case "POST suspend" -> Operation.SUSPEND_ROOM;
            case "POST resume" -> Operation.RESUME_ROOM;
            case "POST update" -> Operation.UPDATE_ROOM_CONFIG;
            case "GET info" -> Operation.GET_ROOM_INFO;
            case "GET connectioninfo" -> Operation.GET_CONNECTION_INFO;
            default -> null;
        };
        return Optional.ofNullable(onRoom).map(found -> new Call(found, appId, id, "", authorization, body));
    }

    /** The room the call names. Only for the operations whose path has one. */
    String roomInPath() {
        if (roomId == null) {
            throw new IllegalStateException(operation + " names no room");
        }
        return roomId;
    }

    /** Everything but the token. */
    @Override
    public String toString() {
        return "%s[app %s, room %s, process %s]".formatted(operation.hathoraName(), appId, roomId, processId);
    }

    private static @Nullable String queryParameter(URI uri, String name) {
        String query = uri.getRawQuery();
        if (query == null) {
            return null;
        }
        return Arrays.stream(query.split("&", -1)).filter(pair -> pair.startsWith(name + "="))
                .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8)).findFirst()
                .orElse(null);
    }

    /** In a path, unlike a query, a plus sign is itself. */
    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
