package dev.hathora.operator.host;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.host.Caller.Reply;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/** Somebody who depends on quirks. */
record QuirkClient(Caller api) {
    static final String ROOMS = "/rooms/v2/app-game";
    static final String IN_TOKYO = "{\"region\":\"Tokyo\"}";
    static final String LOBBY = "{\"visibility\":\"public\",\"region\":\"Tokyo\",\"roomConfig\":\"{}\"}";
    static final Duration PATIENCE = Duration.ofSeconds(60);

    String create() {
        Reply created = api.post(ROOMS + "/create", IN_TOKYO);
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        return created.json().path("roomId").asText();
    }

    JsonNode awaitActive(String roomId) {
        Awaitility.await(roomId).atMost(PATIENCE).until(() -> api.getAsAnybody(ROOMS + "/connectioninfo/" + roomId)
                .json().path("status").asText().equals("active"));
        return api.getAsAnybody(ROOMS + "/connectioninfo/" + roomId).json();
    }

    String login(String app) {
        return api.send("POST", "/auth/v1/" + app + "/login/anonymous", null, null).json().path("token").asText();
    }

    Reply lobby(String version, String query, String body) {
        return api.send("POST", "/lobby/" + version + "/app-game/create" + query, "Bearer " + login("app-game"), body);
    }

    String process() {
        String room = create();
        awaitActive(room);
        return api.get(ROOMS + "/info/" + room).json().path("currentAllocation").path("processId").asText();
    }
}
