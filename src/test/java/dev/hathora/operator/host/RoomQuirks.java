package dev.hathora.operator.host;

import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.host.Caller.Reply;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/** Rooms, tokens and pages. */
final class RoomQuirks {
    private RoomQuirks() {}

    static void createIs201(QuirkClient client) {
        Reply created = client.api().post(QuirkClient.ROOMS + "/create", QuirkClient.IN_TOKYO);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().path("roomId").asText()).isNotEmpty();
        assertThat(created.json().path("processId").asText()).isNotEmpty();
    }

    static void exactCodes(QuirkClient client) {
        String room = client.create();

        assertThat(client.api().post(QuirkClient.ROOMS + "/update/" + room, "{\"roomConfig\":\"x\"}").status())
                .isEqualTo(204);
        assertThat(client.api().post(QuirkClient.ROOMS + "/suspend/" + room, null).status()).isEqualTo(204);
        assertThat(client.api().post(QuirkClient.ROOMS + "/resume/" + room, null).status()).isEqualTo(200);
        assertThat(client.api().post(QuirkClient.ROOMS + "/destroy/" + room, null).status()).isEqualTo(204);
        assertThat(client.api().post(QuirkClient.ROOMS + "/destroy/" + room, null).status()).isEqualTo(404);
    }

    static void startingIs200(QuirkClient client) {
        String room = client.api().post("/rooms/v2/app-slow/create", QuirkClient.IN_TOKYO).json().path("roomId")
                .asText();

        Reply info = client.api().getAsAnybody("/rooms/v2/app-slow/connectioninfo/" + room);

        assertThat(info.status()).isEqualTo(200);
        assertThat(info.text())
                .isEqualTo("{\"roomId\":\"%s\",\"status\":\"starting\",\"additionalExposedPorts\":[]}".formatted(room));
    }

    static void portsAreThere(QuirkClient client) {
        JsonNode active = client.awaitActive(client.create());

        assertThat(active.path("additionalExposedPorts").isArray()).isTrue();
        assertThat(active.path("exposedPort").path("name").asText()).isEqualTo("default");
        assertThat(active.path("exposedPort").path("transportType").asText()).isEqualTo("tcp");
    }

    static void idsAreVerbatim(QuirkClient client) {
        String id = UUID.randomUUID().toString();

        assertThat(client.api().post(QuirkClient.ROOMS + "/create?roomId=" + id, QuirkClient.IN_TOKYO).json()
                .path("roomId").asText()).isEqualTo(id);
        assertThat(client.api().get(QuirkClient.ROOMS + "/info/" + id).json().path("roomId").asText()).isEqualTo(id);
    }

    static void madeIds(QuirkClient client) {
        assertThat(client.create()).matches("[0-9a-z]{13}");
    }

    static void roomsOutliveProcesses(QuirkClient client) {
        String room = client.create();
        client.awaitActive(room);
        client.api().post(QuirkClient.ROOMS + "/suspend/" + room, null);

        Awaitility.await().atMost(QuirkClient.PATIENCE)
                .until(() -> client.api().post(QuirkClient.ROOMS + "/resume/" + room, null).json().path("exposedPort")
                        .isObject());
    }

    static void wakesUp(QuirkClient client) {
        String room = client.create();
        client.api().post(QuirkClient.ROOMS + "/suspend/" + room, null);

        client.api().getAsAnybody(QuirkClient.ROOMS + "/connectioninfo/" + room);

        assertThat(client.api().get(QuirkClient.ROOMS + "/info/" + room).json().path("status").asText())
                .isEqualTo("active");
    }

    static void usedIdIs400(QuirkClient client) {
        String room = client.create();
        client.api().post(QuirkClient.ROOMS + "/destroy/" + room, null);

        assertThat(client.api().post(QuirkClient.ROOMS + "/create?roomId=" + room, QuirkClient.IN_TOKYO).status())
                .isEqualTo(400);
    }

    static void nullIsAbsent(QuirkClient client) {
        assertThat(client.api().post(QuirkClient.ROOMS + "/create",
                "{\"region\":\"Tokyo\",\"roomConfig\":null,\"clientIPs\":null,\"deploymentId\":null}").status())
                .isEqualTo(201);
    }

    static void configIsHot(QuirkClient client) {
        String room = client.create();
        for (int i = 0; i < 20; i++) {
            client.api().post(QuirkClient.ROOMS + "/update/" + room, "{\"roomConfig\":\"%d\"}".formatted(i));
            assertThat(client.api().get(QuirkClient.ROOMS + "/info/" + room).json().path("roomConfig").asText())
                    .isEqualTo(Integer.toString(i));
        }
    }

    static void roomsV1(QuirkClient client) {
        Reply created = client.api().post("/rooms/v1/app-game/create", QuirkClient.IN_TOKYO);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().isTextual()).as(created.text()).isTrue();
        String room = created.json().textValue();
        JsonNode port = client.awaitActive(room).path("exposedPort");

        JsonNode info = client.api().getAsAnybody("/rooms/v1/app-game/connectioninfo/" + room).json();

        assertThat(info.path("host").asText()).isEqualTo("127.0.0.1");
        assertThat(info.path("port").asInt()).isEqualTo(port.path("port").asInt());
        assertThat(info.path("transportType").asText()).isEqualTo("tcp");
        assertThat(client.api().get("/rooms/v1/app-game/info/" + room).json().path("roomId").asText()).isEqualTo(room);
        assertThat(client.api().post("/rooms/v1/app-game/destroy/" + room, null).status()).isEqualTo(204);
    }

    static void tokensWithoutBearer(QuirkClient client) {
        assertThat(client.api().send("POST", "/lobby/v2/app-game/create", client.login("app-game"),
                "{\"visibility\":\"private\",\"region\":\"Tokyo\",\"initialConfig\":{}}").status()).isEqualTo(201);
        assertThat(client.api().send("GET", "/apps/v2/apps/app-game", HostProgram.TOKEN, null).status()).isEqualTo(200);
        assertThat(client.api().send("GET", "/apps/v2/apps/app-game", "bearer " + HostProgram.TOKEN, null).status())
                .isEqualTo(200);
        assertThat(client.api().send("GET", "/apps/v2/apps/app-game", "Bearer other", null).status()).isEqualTo(401);
    }

    static void cors(QuirkClient client) {
        Reply preflight = client.api().send("OPTIONS", QuirkClient.ROOMS + "/create", null, null, "Origin",
                "https://game.example.com",
                "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers",
                "authorization,content-type,x-speakeasy-user-agent");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(preflight.header("Access-Control-Allow-Headers"))
                .isEqualTo("authorization,content-type,x-speakeasy-user-agent");

        assertThat(client.api()
                .send("POST", QuirkClient.ROOMS + "/create", null, QuirkClient.IN_TOKYO, "Origin",
                        "https://game.example.com")
                .header("Access-Control-Allow-Origin")).as("errors as well").isEqualTo("*");
    }

    static void errorsAreJson(QuirkClient client) {
        Map.of("/nothing", 404, QuirkClient.ROOMS + "/info/nowhere", 404, QuirkClient.ROOMS + "/create", 405)
                .forEach((path, status) -> {
                    Reply reply = client.api().get(path);
                    assertThat(reply.status()).as(path).isEqualTo(status);
                    assertThat(reply.json().path("message").asText()).as(path).isNotEmpty();
                });
    }

    static void nothingLeaks(QuirkClient client) {
        String room = client.create();

        Reply others = client.api().get("/rooms/v2/app-slow/info/" + room);
        Reply none = client.api().get("/rooms/v2/app-slow/info/nowhere");

        assertThat(others.status()).isEqualTo(404);
        assertThat(others.text().replace(room, "ID")).isEqualTo(none.text().replace("nowhere", "ID"));
    }
}
