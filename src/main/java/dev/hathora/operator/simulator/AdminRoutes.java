package dev.hathora.operator.simulator;

import java.util.List;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.roomv2.Refusal;
import dev.hathora.operator.roomv2.http.Answer;
import dev.hathora.operator.roomv2.http.Call;
import dev.hathora.operator.roomv2.http.Route;

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
final class AdminRoutes {
    private static final String NAME = "_sim";
    private static final int BODY_LIMIT = 1024 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Simulator simulator;

    AdminRoutes(Simulator simulator) {
        this.simulator = simulator;
    }

    List<Route> routes() {
        return List.of(
                get("/_sim/rooms", () -> AdminJson.rooms(simulator.rooms())),
                get("/_sim/processes", () -> AdminJson.processes(simulator.processes())),
                get("/_sim/stats", () -> AdminJson.stats(simulator.stats())),
                route("POST", "/_sim/faults", this::addFaults),
                route("DELETE", "/_sim/faults", call -> simulator.faults().clear()),
                route("POST", "/_sim/processes/{id}/exit", call -> act(() -> simulator.exitProcess(id(call)))),
                route("POST", "/_sim/rooms/{id}/config", this::setRoomConfig),
                route("POST", "/_sim/rooms/{id}/destroy", call -> act(() -> simulator.destroyAsGame(id(call)))));
    }

    /** Whether a call belongs to the control API, which has no rate limit, no faults and no statistics. */
    static boolean isOne(Call call) {
        return call.route().name().startsWith(NAME);
    }

    private static Route get(String path, Supplier<JsonNode> json) {
        return new Route(NAME + " " + path, "GET", path, Route.Auth.NONE, 0, call -> Answer.of(200, json.get()));
    }

    private static Route route(String method, String path, Route.Action action) {
        return new Route(NAME + " " + path, method, path, Route.Auth.NONE, BODY_LIMIT, call -> {
            action.apply(call);
            return Answer.noContent();
        });
    }

    private static String id(Call call) {
        return call.parameter("id");
    }

    private void addFaults(Call call) {
        try {
            FaultFormat.parse(call.text()).forEach(simulator.faults()::add);
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "%s: %s".formatted(e.getMessage(), FaultFormat.HELP));
        }
    }

    private void setRoomConfig(Call call) {
        try {
            JsonNode roomConfig = JSON.readTree(call.text()).path("roomConfig");
            if (roomConfig.isTextual()) {
                act(() -> simulator.setRoomConfig(id(call), roomConfig.textValue()));
                return;
            }
        } catch (JsonProcessingException e) {
            // Answered like any other invalid body.
        }
        throw new Refusal(400, "send {\"roomConfig\": \"...\"}");
    }

    /** Applies an action to something that has to exist. */
    private static void act(Runnable action) {
        try {
            action.run();
        } catch (IllegalArgumentException e) {
            throw new Refusal(404, String.valueOf(e.getMessage()));
        }
    }
}
