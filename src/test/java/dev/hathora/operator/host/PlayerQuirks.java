package dev.hathora.operator.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.host.Caller.Reply;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/** Players and their lobbies. */
final class PlayerQuirks {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PlayerQuirks() {}

    static void playerTokens(QuirkClient client) {
        String secret = client.api().get("/apps/v2/apps/app-game").json().path("appSecret").asText();
        String token = client.api().send("POST", "/auth/v1/app-game/login/nickname", null, "{\"nickname\":\"Zoë\"}")
                .json()
                .path("token").asText();
        String[] parts = token.split("\\.", -1);

        assertThat(parts[2]).isEqualTo(hmac(secret, parts[0] + "." + parts[1]));
        assertThat(decode(parts[0]).path("alg").asText()).isEqualTo("HS256");
        JsonNode claims = decode(parts[1]);
        assertThat(claims.path("type").asText()).isEqualTo("nickname");
        assertThat(claims.path("name").asText()).isEqualTo("Zoë");
        assertThat(claims.path("id").textValue()).matches("[0-9a-z]{11}");
        assertThat(claims.path("iat").isIntegralNumber()).isTrue();
        assertThat(claims.has("exp")).isFalse();
        assertThat(client.api().send("POST", "/auth/v1/app-slow/login/nickname", null, "{\"nickname\":\"x\"}").status())
                .as("its manifest does not allow it").isEqualTo(403);
    }

    static void ownTokens(QuirkClient client) {
        String secret = client.api().get("/apps/v2/apps/app-game").json().path("appSecret").asText();
        String signed = encode("{\"alg\":\"HS256\"}") + "." + encode("{\"id\":\"account-7\",\"type\":\"custom\"}");
        String token = signed + "." + hmac(secret, signed);

        Reply created = client.api().send("POST", "/lobby/v3/app-game/create", "Bearer " + token, QuirkClient.LOBBY);
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        assertThat(created.json().path("createdBy").asText()).isEqualTo("account-7");
        assertThat(
                client.api().send("POST", "/lobby/v3/app-slow/create", "Bearer " + token, QuirkClient.LOBBY).status())
                .as("another application's secret").isEqualTo(401);
    }

    static void lobbyV3(QuirkClient client) {
        Reply created = client.lobby("v3", "", QuirkClient.LOBBY);

        assertThat(created.status()).as(created.text()).isEqualTo(201);
        JsonNode lobby = created.json();
        assertThat(lobby.properties().stream().map(Map.Entry::getKey)).containsExactlyInAnyOrder("shortCode",
                "createdAt", "createdBy", "roomConfig", "visibility", "region", "roomId", "appId");
        assertThat(lobby.path("shortCode").asText()).isEqualTo(lobby.path("roomId").asText());
        assertThat(lobby.path("createdBy").isTextual()).isTrue();
        assertThat(client.api().getAsAnybody("/lobby/v3/app-game/info/roomid/" + lobby.path("roomId").asText()).json())
                .isEqualTo(lobby);
        assertThat(client.api().get(QuirkClient.ROOMS + "/info/" + lobby.path("roomId").asText()).json()
                .path("roomConfig").asText())
                .as("it is the room's").isEqualTo("{}");
    }

    static void newestCodeWins(QuirkClient client) {
        List<String> rooms = IntStream.range(0, 3)
                .mapToObj(i -> client.lobby("v3", "?shortCode=LFG%20now", QuirkClient.LOBBY).json().path("roomId")
                        .asText())
                .toList();

        String newest = client.api().getAsAnybody("/lobby/v3/app-game/info/shortcode/LFG%20now").json().path("roomId")
                .asText();
        // Two may be made in one millisecond.
        assertThat(rooms).contains(newest);
        Awaitility.await().atMost(QuirkClient.PATIENCE).until(() -> {
            String next = client.lobby("v3", "?shortCode=LFG%20now", QuirkClient.LOBBY).json().path("roomId").asText();
            return client.api().getAsAnybody("/lobby/v3/app-game/info/shortcode/LFG%20now").json().path("roomId")
                    .asText()
                    .equals(next);
        });
    }

    static void onlyPublic(QuirkClient client) {
        String open = client.lobby("v3", "", QuirkClient.LOBBY).json().path("roomId").asText();
        String closed = client.lobby("v3", "", QuirkClient.LOBBY.replace("public", "private")).json().path("roomId")
                .asText();

        String listed = client.api().getAsAnybody("/lobby/v3/app-game/list/public?region=Tokyo").text();
        assertThat(listed).contains(open).doesNotContain(closed);
        assertThat(client.api().getAsAnybody("/lobby/v3/app-game/list/public?region=London").text()).isEqualTo("[]");
        client.api().post(QuirkClient.ROOMS + "/destroy/" + open, null);
        assertThat(client.api().getAsAnybody("/lobby/v3/app-game/list/public").text()).as("it has ended")
                .doesNotContain(open);
    }

    static void noLobbyIs404(QuirkClient client) {
        assertThat(client.api().getAsAnybody("/lobby/v3/app-game/info/roomid/" + client.create()).status())
                .isEqualTo(404);
    }

    static void localIsNotPlaced(QuirkClient client) {
        String room = client.lobby("v3", "", QuirkClient.LOBBY.replace("public", "local")).json().path("roomId")
                .asText();

        assertThat(
                client.api().getAsAnybody(QuirkClient.ROOMS + "/connectioninfo/" + room).json().path("status").asText())
                .isEqualTo("starting");
        JsonNode info = client.api().get(QuirkClient.ROOMS + "/info/" + room).json();
        assertThat(info.path("status").asText()).isEqualTo("scheduling");
        assertThat(info.path("allocations").isEmpty()).isTrue();
    }

    static void lobbyV2(QuirkClient client) {
        String config = "\"region\":\"Tokyo\",\"initialConfig\":{\"map\":\"one\"}}";
        Reply created = client.lobby("v2", "", "{\"visibility\":\"public\"," + config);
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        JsonNode lobby = created.json();
        assertThat(lobby.path("initialConfig").path("map").asText()).isEqualTo("one");
        assertThat(lobby.path("state").isNull()).isTrue();
        assertThat(lobby.path("local").isBoolean()).isTrue();
        for (String visibility : List.of("public", "private", "local")) {
            assertThat(client.lobby("v2", "/" + visibility, "{" + config).json().path("visibility").asText())
                    .isEqualTo(visibility);
        }
        assertThat(client.api().getAsAnybody("/lobby/v2/app-game/list/public").text())
                .contains(lobby.path("roomId").asText());
        assertThat(client.lobby("v2", "/public",
                "{\"region\":\"Tokyo\",\"initialConfig\":{\"x\":\"" + "y".repeat(65_536) + "\"}}").status())
                .as("64 KB").isEqualTo(422);
    }

    static void lobbyState(QuirkClient client) {
        String room = client.lobby("v2", "/public", "{\"region\":\"Tokyo\",\"initialConfig\":{}}").json().path("roomId")
                .asText();
        String path = "/lobby/v2/app-game/setState/" + room;

        assertThat(client.api().post(path, "{\"state\":{\"x\":\"" + "y".repeat(1_000_000) + "\"}}").status())
                .isEqualTo(200);
        assertThat(client.api().getAsAnybody("/lobby/v2/app-game/info/" + room).json().path("state").path("x").asText())
                .hasSize(1_000_000);
        assertThat(client.api().send("POST", path, "Bearer " + client.login("app-game"), "{\"state\":{}}").status())
                .as("a player's token").isEqualTo(401);
    }

    private static JsonNode decode(String part) {
        try {
            return JSON.readTree(Base64.getUrlDecoder().decode(part));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
