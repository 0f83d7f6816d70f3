package dev.hathora.operator.simulator;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.hathora.operator.roomv2.Answer;
import dev.hathora.operator.roomv2.Http;

/**
 * {@code /_sim/}: what lies behind the API, over HTTP and without a token.
 *
 * <ul>
 * <li>{@code GET /_sim/rooms}: every room ever made.
 * <li>{@code GET /_sim/processes}: every process ever started, and how often its rooms were listed.
 * <li>{@code GET /_sim/stats}: calls by operation and status.
 * <li>{@code POST /_sim/faults}: adds faults, written as {@link FaultFormat} says. {@code DELETE} ends them all.
 * <li>{@code POST /_sim/processes/{id}/exit}: the process exits.
 * <li>{@code POST /_sim/rooms/{id}/config}: the game replaces its room's configuration, sent as
 *     <code>{"roomConfig": "..."}</code>.
 * <li>{@code POST /_sim/rooms/{id}/destroy}: the game ends its match.
 * </ul>
 */
final class AdminHandler implements HttpHandler {
    private static final Pattern WITH_ID = Pattern.compile("(/_sim/(?:processes|rooms)/)([^/]+)(/[a-z]+)");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Simulator simulator;

    AdminHandler(Simulator simulator) {
        this.simulator = simulator;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Http.send(exchange, answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath(),
                Http.body(exchange)));
    }

    private Answer answer(String method, String path, String body) {
        Matcher withId = WITH_ID.matcher(path);
        String id = withId.matches() ? withId.group(2) : "";
        String route = withId.matches() ? withId.group(1) + "{id}" + withId.group(3) : path;
        return switch (method + " " + route) {
            case "GET /_sim/rooms" -> Answer.of(200, AdminJson.rooms(simulator.rooms()));
            case "GET /_sim/processes" -> Answer.of(200, AdminJson.processes(simulator.processes()));
            case "GET /_sim/stats" -> Answer.of(200, AdminJson.stats(simulator.stats()));
            case "POST /_sim/faults" -> addFaults(body);
            case "DELETE /_sim/faults" -> {
                simulator.faults().clear();
                yield Answer.noContent();
            }
            case "POST /_sim/processes/{id}/exit" -> act(() -> simulator.exitProcess(id));
            case "POST /_sim/rooms/{id}/config" -> setRoomConfig(id, body);
            case "POST /_sim/rooms/{id}/destroy" -> act(() -> simulator.destroyAsGame(id));
            default -> Answer.error(404, "there is no %s %s".formatted(method, path));
        };
    }

    private Answer addFaults(String body) {
        try {
            FaultFormat.parse(body).forEach(simulator.faults()::add);
            return Answer.noContent();
        } catch (IllegalArgumentException e) {
            return Answer.error(400, "%s: %s".formatted(e.getMessage(), FaultFormat.HELP));
        }
    }

    private Answer setRoomConfig(String roomId, String body) {
        try {
            JsonNode roomConfig = JSON.readTree(body).path("roomConfig");
            if (roomConfig.isTextual()) {
                return act(() -> simulator.setRoomConfig(roomId, roomConfig.textValue()));
            }
        } catch (JsonProcessingException e) {
            // Answered as any other body that is not what it should be.
        }
        return Answer.error(400, "send {\"roomConfig\": \"...\"}");
    }

    /** Acts on something that must exist. */
    private static Answer act(Runnable action) {
        try {
            action.run();
            return Answer.noContent();
        } catch (IllegalArgumentException e) {
            return Answer.error(404, String.valueOf(e.getMessage()));
        }
    }
}
