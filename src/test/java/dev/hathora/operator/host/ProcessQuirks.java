package dev.hathora.operator.host;

import java.net.URI;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.Caller.Reply;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/** Processes, deployments, applications, pings and logs. */
final class ProcessQuirks {
    private ProcessQuirks() {}

    static void processV3(QuirkClient client) {
        JsonNode process = client.api().get("/processes/v3/apps/app-game/processes/" + client.process()).json();

        assertThat(process.path("status").asText()).isEqualTo("running");
        assertThat(process.path("deploymentId").asText()).startsWith("dep-");
        assertThat(process.path("exposedPort").path("port").isInt()).isTrue();
        assertThat(process.path("additionalExposedPorts").isArray()).isTrue();
        List.of("createdAt", "scheduledAt", "bootedAt", "startedAt")
                .forEach(time -> assertThat(process.path(time).asText()).as(time).matches("\\d{4}-.*Z"));
        List.of("stoppingAt", "terminatedAt")
                .forEach(time -> assertThat(process.get(time).isNull()).as(time).isTrue());
    }

    static void processV2(QuirkClient client) {
        JsonNode process = client.api().get("/processes/v2/app-game/info/" + client.process()).json();

        assertThat(process.path("deploymentId").isInt()).isTrue();
        assertThat(process.path("roomsPerProcess").asInt()).isEqualTo(1000);
        assertThat(client.api().get("/processes/v2/app-game/list/latest").json().isArray()).isTrue();
        assertThat(client.api().get("/processes/v2/app-game/count").json().path("count").asInt()).isPositive();
    }

    static void latest(QuirkClient client) {
        String process = client.process();

        assertThat(client.api()
                .get("/processes/v3/apps/app-game/processes/latest?status=running&status=starting&region=Tokyo")
                .text()).contains(process);
        assertThat(client.api().get("/processes/v3/apps/app-game/processes/latest?status=failed").text())
                .isEqualTo("[]");
        assertThat(client.api().get("/processes/v3/apps/app-game/processes/latest?before=1").text()).isEqualTo("[]");
        assertThat(client.api().get("/processes/v3/apps/app-game/processes/latest?status=odd").status()).isEqualTo(422);
    }

    static void createAndStop(QuirkClient client) {
        Reply created = client.api().post("/processes/v3/apps/app-slow/processes/regions/Tokyo", null);
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        assertThat(created.json().path("exposedPort").isNull()).isTrue();
        String process = "/processes/v3/apps/app-slow/processes/" + created.json().path("processId").asText();

        assertThat(client.api().post(process + "/stop", null).status()).isEqualTo(204);

        Awaitility.await().atMost(QuirkClient.PATIENCE).until(() -> List.of("stopped", "failed")
                .contains(client.api().get(process).json().path("status").asText()));
        assertThat(client.api().get(process).json().path("summaryExitReason").asText()).isNotEmpty();
        assertThat(client.api().post(process + "/stop", null).status()).as("again").isEqualTo(204);
    }

    static void deployments(QuirkClient client) {
        JsonNode latest = client.api().get("/deployments/v3/apps/app-game/deployments/latest").json();

        assertThat(latest.path("defaultContainerPort").toString())
                .isEqualTo("{\"name\":\"default\",\"port\":4000,\"transportType\":\"tcp\"}");
        assertThat(latest.path("env").toString()).isEqualTo("[{\"name\":\"COLOUR\",\"value\":\"blue\"}]");
        assertThat(latest.path("idleTimeoutEnabled").asBoolean()).isFalse();
        assertThat(client.api().get("/deployments/v3/apps/app-game/deployments").json().path("deployments"))
                .contains(latest);
        assertThat(client.api().get("/deployments/v3/apps/app-game/deployments/" + latest.path("deploymentId").asText())
                .json())
                .isEqualTo(latest);
        assertThat(client.api().get("/deployments/v2/app-game/info/1").json().path("deploymentId").asInt())
                .isEqualTo(1);
    }

    static void deployIs501(QuirkClient client) {
        for (String path : List.of("/deployments/v3/apps/app-game/deployments", "/builds/v3/builds/registry")) {
            Reply reply = client.api().post(path, "{}");
            assertThat(reply.status()).as(path).isEqualTo(501);
            assertThat(reply.json().path("message").asText()).contains("HathoraApplication");
        }
    }

    static void metricsAre501(QuirkClient client) {
        assertThat(client.api().get("/processes/v3/apps/app-game/processes/process/p/metrics").status()).isEqualTo(501);
    }

    static void application(QuirkClient client) {
        JsonNode application = client.api().get("/apps/v2/apps/app-slow").json();

        assertThat(application.path("appSecret").asText()).startsWith("secret-");
        assertThat(application.path("authConfiguration").toString())
                .isEqualTo("{\"anonymous\":{},\"google\":{\"clientId\":\"client-1\"}}");
        assertThat(application.get("serviceConfig").isNull()).isTrue();
        assertThat(client.api().get("/apps/v2/apps").json().path("applications")).contains(application);
        assertThat(client.api().send("GET", "/apps/v2/apps", null, null).status()).isEqualTo(401);
    }

    private static JsonNode endpoint(QuirkClient client, String region) {
        for (JsonNode endpoint : client.api().getAsAnybody("/discovery/v2/ping").json()) {
            if (endpoint.path("region").asText().equals(region)) {
                return endpoint;
            }
        }
        throw new AssertionError("no endpoint in " + region);
    }

    static void pingByWebSocket(QuirkClient client) {
        JsonNode endpoint = endpoint(client, "Los_Angeles");
        CompletableFuture<String> echo = new CompletableFuture<>();
        WebSocket socket = client.api().http().newWebSocketBuilder().buildAsync(
                URI.create("ws://%s:%d".formatted(endpoint.path("host").asText(), endpoint.path("port").asInt())),
                new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        echo.complete(data.toString());
                        return WebSocket.Listener.super.onText(from, data, last);
                    }
                }).orTimeout(60, TimeUnit.SECONDS).join();

        socket.sendText("ping 1", true).join();

        assertThat(echo.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo("ping 1");
        socket.abort();
        assertThat(endpoint(client, "Tokyo").path("host").asText()).as("a manifest says where")
                .isEqualTo("tokyo.example.com");
    }

    static void pingByUdp(QuirkClient client) {
        JsonNode endpoint = endpoint(client, "Los_Angeles");

        assertThat(Player.sayOverUdp(new ExposedPort("ping", endpoint.path("host").asText(),
                endpoint.path("port").asInt(), "udp"), "ping 2")).isEqualTo("ping 2");
    }

    static void discoveryV1(QuirkClient client) {
        assertThat(client.api().getAsAnybody("/discovery/v1/ping").text())
                .isEqualTo(client.api().getAsAnybody("/discovery/v2/ping").text());
    }

    static void logsAreFollowed(QuirkClient client) {
        String process = client.api().post("/processes/v3/apps/app-slow/processes/regions/Tokyo", null).json()
                .path("processId").asText();
        String log = "/logs/v1/app-slow/process/" + process;
        Awaitility.await().atMost(QuirkClient.PATIENCE)
                .until(() -> client.api().get(log).text().startsWith("it begins"));
        CompletableFuture<Reply> followed = CompletableFuture
                .supplyAsync(() -> client.api().get(log + "?follow=true&tailLines=10"));
        assertThat(followed).as("it goes on").isNotDone();

        client.api().post("/processes/v3/apps/app-slow/processes/" + process + "/stop", null);

        assertThat(followed.orTimeout(60, TimeUnit.SECONDS).join().text()).isEqualTo("it begins\n");
    }

    static void logs(QuirkClient client) {
        String log = "/logs/v1/app-game/process/" + client.process();

        Awaitility.await().atMost(QuirkClient.PATIENCE)
                .until(() -> client.api().get(log + "?tailLines=1").text().startsWith("game on port"));
        assertThat(client.api().get(log).header("Content-Type")).as("its SDK insists on it")
                .isEqualTo("application/octet-stream");
        assertThat(client.api().get(log + "?tailLines=0").text()).isEmpty();
        assertThat(client.api().get(log + "/download").header("Content-Disposition")).contains("attachment");
        assertThat(client.api().get("/logs/v1/app-slow/process/none").status()).isEqualTo(404);
    }
}
