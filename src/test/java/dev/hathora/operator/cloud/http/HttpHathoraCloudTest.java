package dev.hathora.operator.cloud.http;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import dev.hathora.operator.cloud.Application;
import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.hathora.operator.cloud.http.Calls.APP;
import static dev.hathora.operator.cloud.http.Calls.REQUEST;
import static dev.hathora.operator.cloud.http.Calls.ROOM;
import static dev.hathora.operator.cloud.http.Calls.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the adapter sends and reads where all goes well, and the refusals that Hathora itself documents. */
class HttpHathoraCloudTest {
    private record Observed(Operation operation, String outcome) {}

    private final Simulator simulator = Simulator
            .start(SimulatorOptions.defaults().withToken("dev-token").withBoot(Duration.ZERO));
    private final HttpClient client = HttpHathoraCloud.newHttpClient();
    private final AtomicReference<String> token = new AtomicReference<>("dev-token");
    private final List<Observed> observed = new ArrayList<>();
    private final HathoraCloud cloud = new HttpHathoraCloud(simulator.uri(), token::get, client,
            (operation, appId, failure, duration) -> {
                assertThat(duration).isPositive();
                observed.add(new Observed(operation, failure == null ? "success" : failure.kind().name()));
            });

    @AfterEach
    void close() {
        client.close();
        simulator.close();
    }

    @Test
    void aRoomsLife() {
        CreatedRoom created = cloud.createRoom(APP, ROOM, REQUEST);
        assertThat(created.roomId()).isEqualTo(ROOM);
        assertThat(created.status()).isEqualTo(ReadyStatus.ACTIVE);
        String processId = created.processId();
        assertThat(processId).isNotNull();

        ConnectionInfo connection = cloud.getConnectionInfo(APP, ROOM);
        assertThat(connection).isEqualTo(created.connectionInfo());
        assertThat(connection.exposedPort()).isNotNull();

        Room room = cloud.getRoomInfo(APP, ROOM);
        assertThat(room.status()).isEqualTo(RoomStatus.ACTIVE);
        assertThat(room.roomConfig()).isEqualTo(REQUEST.roomConfig());
        assertThat(room.allocations()).containsExactly(room.currentAllocation());
        assertThat(cloud.getActiveRoomsForProcess(APP, String.valueOf(processId))).singleElement()
                .satisfies(listed -> {
                    assertThat(listed.roomId()).isEqualTo(ROOM);
                    assertThat(listed.currentAllocation()).isEqualTo(room.currentAllocation());
                    assertThat(listed.allocations()).isEmpty();
                });

        cloud.updateRoomConfig(APP, ROOM, "ünï \"quoted\"\n");
        assertThat(cloud.getRoomInfo(APP, ROOM).roomConfig()).isEqualTo("ünï \"quoted\"\n");

        cloud.suspendRoom(APP, ROOM);
        assertThat(cloud.getRoomInfo(APP, ROOM).status()).isEqualTo(RoomStatus.SUSPENDED);
        assertThat(cloud.getRoomInfo(APP, ROOM).currentAllocation()).isNull();
        assertThat(cloud.getInactiveRoomsForProcess(APP, String.valueOf(processId))).extracting(Room::roomId)
                .containsExactly(ROOM);

        assertThat(cloud.resumeRoom(APP, ROOM).roomId()).isEqualTo(ROOM);
        assertThat(cloud.getRoomInfo(APP, ROOM).allocations()).hasSize(2);

        cloud.destroyRoom(APP, ROOM);
        assertThat(cloud.getRoomInfo(APP, ROOM).status()).isEqualTo(RoomStatus.DESTROYED);
    }

    @Test
    void anApplicationIsSeenByWhoseItIs() {
        simulator.addTokenOfStrangers("of-strangers");
        assertThat(cloud.getApp(APP)).isEqualTo(new Application(APP));
        cloud.createRoom(APP, ROOM, REQUEST);

        token.set("of-strangers");

        assertThat(failure(() -> cloud.getApp(APP)).kind()).isEqualTo(ErrorKind.ABSENT);
        assertThat(failure(() -> cloud.getRoomInfo(APP, ROOM)).kind()).isEqualTo(ErrorKind.ABSENT);
        assertThat(failure(() -> cloud.destroyRoom(APP, ROOM)).kind()).isEqualTo(ErrorKind.ABSENT);
        assertThat(failure(() -> cloud.createRoom(APP, "room-2", REQUEST)).kind()).isEqualTo(ErrorKind.ABSENT);
        assertThat(simulator.rooms()).singleElement().extracting(SimulatedRoom::destroyedAt).isNull();
    }

    @Test
    void aRoomWithoutConfigurationHasNull() {
        cloud.createRoom(APP, ROOM, new CreateRoomRequest("Frankfurt", null, "dep-1", List.of("192.0.2.1")));

        assertThat(cloud.getRoomInfo(APP, ROOM).roomConfig()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app/../x", "app ?roomId=y&#", "äpp+%2F", "...", "app\\;=@:", "アプリ🎲", "a\r\nHost: x"})
    void noIdChangesWhatIsAskedFor(String id) throws IOException {
        List<String> asked = new ArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            URI uri = exchange.getRequestURI();
            asked.add(Stream.concat(Stream.of(uri.getRawPath().split("/")), Stream.ofNullable(uri.getRawQuery()))
                    .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8)).collect(Collectors.joining(" | ")));
            exchange.sendResponseHeaders(HttpURLConnection.HTTP_UNAVAILABLE, -1);
            exchange.close();
        });
        server.start();
        try {
            HathoraCloud recorded = new HttpHathoraCloud(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                    token::get, client, CallObserver.NONE);

            HathoraException unused = failure(() -> recorded.createRoom(id, ROOM, REQUEST));
            unused = failure(() -> recorded.createRoom(APP, id, REQUEST));
            unused = failure(() -> recorded.getRoomInfo(APP, id));
        } finally {
            server.stop(0);
        }
        assertThat(asked).containsExactly(" | rooms | v2 | " + id + " | create | roomId=" + ROOM,
                " | rooms | v2 | " + APP + " | create | roomId=" + id, " | rooms | v2 | " + APP + " | info | " + id);
        assertThat(failure(() -> cloud.createRoom(APP, id, REQUEST)).kind()).as("no such id can exist")
                .isEqualTo(ErrorKind.INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".."})
    void idsThatWouldLeadToAnotherPathAreNotSent(String roomId) {
        HathoraException failure = failure(() -> cloud.destroyRoom(APP, roomId));

        assertThat(failure).hasMessage("destroyRoom was not sent: '" + roomId + "' is not a valid id");
        assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
        assertThat(failure.effect()).isEqualTo(Effect.NOT_APPLIED);
        assertThat(simulator.stats().total()).isZero();
    }

    @Test
    void rotatedTokenIsUsedAtOnce() {
        cloud.createRoom(APP, ROOM, REQUEST);
        simulator.rotateToken("new-token");

        HathoraException failure = failure(() -> cloud.getRoomInfo(APP, ROOM));
        assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHORIZED);
        assertThat(failure).hasMessage("getRoomInfo failed: 401 Unauthorized: the token is missing or not valid");

        token.set("new-token");
        assertThat(cloud.getRoomInfo(APP, ROOM).status()).isEqualTo(RoomStatus.ACTIVE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "line\nbreak", "tökén"})
    void tokenThatNoHeaderCanCarryIsNotSent(String unusable) {
        token.set(unusable);

        HathoraException failure = failure(() -> cloud.createRoom(APP, ROOM, REQUEST));

        assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHORIZED);
        assertThat(failure.effect()).isEqualTo(Effect.NOT_APPLIED);
        assertThat(failure).hasMessage("createRoom was not sent: the token is empty, or contains white space or "
                + "other invalid characters");
        assertThat(simulator.stats().total()).isZero();
    }

    @Test
    void missingTokenSaysWhyAndGetConnectionInfoNeedsNone() {
        cloud.createRoom(APP, ROOM, REQUEST);
        HathoraCloud tokenless = new HttpHathoraCloud(simulator.uri(), () -> {
            throw new IllegalStateException("/run/token can't be read");
        }, client, CallObserver.NONE);

        HathoraException failure = failure(() -> tokenless.destroyRoom(APP, ROOM));

        assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHORIZED);
        assertThat(failure.effect()).isEqualTo(Effect.NOT_APPLIED);
        assertThat(failure).hasMessage("destroyRoom was not sent: /run/token can't be read");
        assertThat(tokenless.getConnectionInfo(APP, ROOM).status()).isEqualTo(ReadyStatus.ACTIVE);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 422})
    void usedIdIsAConflictWhateverTheStatus(int status) {
        simulator.setUsedIdStatus(status);
        cloud.createRoom(APP, ROOM, REQUEST);

        HathoraException failure = failure(() -> cloud.createRoom(APP, ROOM, REQUEST));

        assertThat(failure.kind()).isEqualTo(ErrorKind.CONFLICT);
        assertThat(failure.effect()).isEqualTo(Effect.NOT_APPLIED);
        assertThat(failure).hasMessageEndingWith(": roomId room-1 is not unique");
    }

    @Test
    void wrongRequestIsInvalid() {
        HathoraException failure = failure(
                () -> cloud.createRoom(APP, ROOM, new CreateRoomRequest("Atlantis", null, null, null)));

        assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
        assertThat(failure.effect()).isEqualTo(Effect.NOT_APPLIED);
        assertThat(failure.status()).isEqualTo(422);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"CREATE_ROOM", "GET_APP"})
    void whatWasNeverMadeIsAbsent(Operation operation) {
        HathoraException failure = Calls.failure(cloud, operation);

        assertThat(failure.kind()).isEqualTo(ErrorKind.ABSENT);
        assertThat(failure.effect()).isEqualTo(Effect.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("does not exist");
    }

    @Test
    void observerHearsOfEveryCallOnce() {
        simulator.faults().add(Fault.on(Operation.DESTROY_ROOM, FaultKind.Status.of(503)).times(1));

        cloud.createRoom(APP, ROOM, REQUEST);
        failure(() -> cloud.destroyRoom(APP, ROOM));
        cloud.destroyRoom(APP, ROOM);
        failure(() -> cloud.getRoomInfo(APP, "other"));
        failure(() -> cloud.getRoomInfo(APP, ""));

        assertThat(observed).containsExactly(new Observed(Operation.CREATE_ROOM, "success"),
                new Observed(Operation.DESTROY_ROOM, "TRANSIENT"), new Observed(Operation.DESTROY_ROOM, "success"),
                new Observed(Operation.GET_ROOM_INFO, "ABSENT"), new Observed(Operation.GET_ROOM_INFO, "INVALID"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"api.hathora.dev", "ftp://api.hathora.dev", "https:///rooms", "mailto:a@b"})
    void baseMustBeAWebAddress(String base) {
        assertThatThrownBy(() -> new HttpHathoraCloud(URI.create(base), token::get, client, CallObserver.NONE))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(base);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "//"})
    void baseMayEndInASlash(String end) {
        var slashed = new HttpHathoraCloud(URI.create(simulator.uri() + end), token::get, client, CallObserver.NONE);

        assertThat(slashed.createRoom(APP, ROOM, REQUEST).roomId()).isEqualTo(ROOM);
    }
}
