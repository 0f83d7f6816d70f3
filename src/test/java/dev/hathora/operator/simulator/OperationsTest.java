package dev.hathora.operator.simulator;

import java.time.Duration;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.simulator.Caller.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static dev.hathora.operator.simulator.Caller.IN_TOKYO;
import static dev.hathora.operator.simulator.Caller.ROOMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** What each operation answers and does when all is well, as JSON on the wire. */
class OperationsTest {
    private final ManualClock clock = new ManualClock();
    private final Simulator simulator = Simulator.start(SimulatorOptions.defaults(), clock);
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    @Test
    void createRoomAnswersStartingWithoutAPortWhileItsProcessBoots() {
        Reply reply = caller.create("r1");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.contentType()).startsWith("application/json");
        assertThat(reply.json().properties()).extracting(field -> field.getKey()).containsExactlyInAnyOrder("roomId",
                "status", "additionalExposedPorts", "processId");
        assertThat(reply.json().path("status").asText()).isEqualTo("starting");
        assertThat(caller.info("r1").path("status").asText()).as("placed is active").isEqualTo("active");
    }

    @Test
    void createRoomAnswersActiveWithThePortOfAProcessThatIsUp() {
        caller.create("r1");
        clock.advance(Duration.ofSeconds(1));

        JsonNode second = caller.create("r2").json();

        assertThat(second.path("status").asText()).isEqualTo("active");
        assertThat(second.path("exposedPort").properties()).extracting(field -> field.getKey())
                .containsExactlyInAnyOrder("name", "host", "port", "transportType");
        assertThat(second.path("exposedPort").path("name").asText()).isEqualTo("default");
        assertThat(second.path("exposedPort").path("port").asInt()).isBetween(1, 65_535);
    }

    @Test
    void createRoomMakesAnIdWhereNoneIsWanted() {
        assertThat(caller.post(ROOMS + "/create", IN_TOKYO).json().path("roomId").asText()).matches("[a-z0-9]{13}");
    }

    @Test
    void createRoomTakesEveryOptionalField() {
        String config = "x".repeat(10_000);

        Reply reply = caller.post(ROOMS + "/create?roomId=r1", """
                {"region": "Dubai", "roomConfig": "%s", "deploymentId": "dep-1", "clientIPs": ["10.0.0.1"]}"""
                .formatted(config));

        assertThat(reply.status()).isEqualTo(201);
        assertThat(caller.info("r1").path("roomConfig").asText()).isEqualTo(config);
    }

    @Test
    void getRoomInfoTellsEveryFieldAndNullsWhereThereIsNothing() {
        String processId = caller.create("r1").json().path("processId").asText();

        JsonNode room = caller.info("r1");

        assertThat(room.properties()).extracting(field -> field.getKey()).containsExactlyInAnyOrder("appId", "roomId",
                "roomConfig", "status", "currentAllocation", "allocations");
        assertThat(room.get("roomConfig").isNull()).isTrue();
        JsonNode current = room.get("currentAllocation");
        assertThat(current.path("processId").asText()).isEqualTo(processId);
        assertThat(current.path("scheduledAt").asText()).isEqualTo("2026-01-01T00:00:00.120Z");
        assertThat(current.get("unscheduledAt").isNull()).isTrue();
        assertThat(room.get("allocations")).containsExactly(current);
    }

    @Test
    void updateRoomConfigReplacesTheConfiguration() {
        caller.create("r1");

        Reply reply = caller.post(ROOMS + "/update/r1", "{\"roomConfig\":\"{\\\"mode\\\":\\\"duel\\\"}\"}");

        assertThat(reply).isEqualTo(new Reply(204, "", "", ""));
        assertThat(caller.info("r1").path("roomConfig").asText()).isEqualTo("{\"mode\":\"duel\"}");
    }

    @Test
    void suspendRoomEndsTheAllocationAndKeepsTheRoom() {
        caller.create("r1");
        clock.advance(Duration.ofSeconds(5));

        assertThat(caller.post(ROOMS + "/suspend/r1").status()).isEqualTo(204);
        assertThat(caller.post(ROOMS + "/suspend/r1").status()).as("suspended again").isEqualTo(204);

        JsonNode room = caller.info("r1");
        assertThat(room.path("status").asText()).isEqualTo("suspended");
        assertThat(room.get("currentAllocation").isNull()).isTrue();
        assertThat(room.path("allocations").path(0).path("unscheduledAt").asText())
                .isEqualTo("2026-01-01T00:00:05.120Z");
    }

    @Test
    void resumeRoomPlacesItAgainUnderTheSameIdWithANewAllocation() {
        String before = caller.create("r1").json().path("processId").asText();
        caller.post(ROOMS + "/suspend/r1");

        Reply reply = caller.post(ROOMS + "/resume/r1");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("status").asText()).isEqualTo("starting");
        assertThat(reply.json().path("processId").asText()).as("the empty process was stopped").isNotEmpty()
                .isNotEqualTo(before);
        JsonNode room = caller.info("r1");
        assertThat(room.path("status").asText()).isEqualTo("active");
        assertThat(room.path("allocations")).hasSize(2);
        assertThat(room.path("allocations").path(0).path("roomAllocationId"))
                .isNotEqualTo(room.path("allocations").path(1).path("roomAllocationId"));
        assertThat(simulator.wakeUps("r1")).as("resuming is no accident").isZero();
    }

    @Test
    void resumingAnActiveRoomOnlyDescribesIt() {
        caller.create("r1");

        assertThat(caller.post(ROOMS + "/resume/r1").status()).isEqualTo(200);
        assertThat(caller.info("r1").path("allocations")).hasSize(1);
    }

    @Test
    void getConnectionInfoNeedsNoTokenAndTellsThePortOnceTheProcessIsUp() {
        caller.create("r1");
        caller.withAuthorization(null);

        JsonNode booting = caller.get(ROOMS + "/connectioninfo/r1").json();
        clock.advance(Duration.ofSeconds(1));
        JsonNode up = caller.get(ROOMS + "/connectioninfo/r1").json();

        assertThat(booting.path("status").asText()).isEqualTo("starting");
        assertThat(booting.has("exposedPort")).isFalse();
        assertThat(up.path("status").asText()).isEqualTo("active");
        assertThat(up.path("exposedPort").path("transportType").asText()).isEqualTo("tcp");
        assertThat(up.get("additionalExposedPorts")).isEmpty();
    }

    @Test
    void additionalPortsAreListedBesideTheDefaultOne() {
        simulator.setAdditionalPorts("debug");
        caller.create("r1");
        clock.advance(Duration.ofSeconds(1));

        JsonNode info = caller.get(ROOMS + "/connectioninfo/r1").json();

        assertThat(info.path("additionalExposedPorts")).hasSize(1);
        assertThat(info.path("additionalExposedPorts").path(0).path("name").asText()).isEqualTo("debug");
        assertThat(info.path("additionalExposedPorts").path(0).path("port"))
                .isNotEqualTo(info.path("exposedPort").path("port"));
    }

    @Test
    void theListsOfAProcessDivideItsRooms() {
        String processId = caller.create("stays").json().path("processId").asText();
        Stream.of("sleeps", "ends", "moves").forEach(caller::create);
        caller.post(ROOMS + "/suspend/sleeps");
        caller.post(ROOMS + "/destroy/ends");
        // The place that "moves" leaves is taken, so it comes back elsewhere.
        caller.post(ROOMS + "/suspend/moves");
        Stream.of("a", "b", "c").forEach(caller::create);
        caller.post(ROOMS + "/resume/moves");

        JsonNode active = caller.get(ROOMS + "/list/" + processId + "/active").json();
        JsonNode inactive = caller.get(ROOMS + "/list/" + processId + "/inactive").json();

        assertThat(active).extracting(room -> room.path("roomId").asText()).containsExactlyInAnyOrder("stays", "a", "b",
                "c");
        assertThat(inactive).extracting(room -> room.path("roomId").asText(), room -> room.path("status").asText())
                .containsExactlyInAnyOrder(tuple("sleeps", "suspended"),
                        tuple("ends", "destroyed"));
        assertThat(active.path(0).has("currentAllocation")).isTrue();
        assertThat(active.path(0).has("allocations")).as("RoomWithoutAllocations").isFalse();
    }

    @Test
    void destroyRoomEndsTheRoomAndIsNotRepeated() {
        caller.create("r1");

        assertThat(caller.post(ROOMS + "/destroy/r1").status()).isEqualTo(204);
        assertThat(caller.post(ROOMS + "/destroy/r1").status()).isEqualTo(404);
        assertThat(caller.info("r1").path("status").asText()).isEqualTo("destroyed");
        assertThat(simulator.rooms()).extracting(SimulatedRoom::destroyedAt).containsExactly(clock.instant());
    }
}
