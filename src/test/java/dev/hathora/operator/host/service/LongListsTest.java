package dev.hathora.operator.host.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.host.store.Database;
import dev.hathora.operator.testing.Thorough;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Lists of rooms that are longer than the heap of who answers them, which is a JVM of its own. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the folder, and each test opens the rest
@Order(1)
class LongListsTest {
    private static final int ROOMS = 10_000;
    private static final String CONFIG = "{\"é\": \"" + "x".repeat(9_990) + "\"}";
    private static final String SMALL_HEAP = "-Xmx96m";
    /** More than there are connections to the database. */
    private static final int STALLED = 40;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private int port;

    @AfterEach
    void close() throws Exception {
        // close would wait for responses that nobody reads
        http.shutdownNow();
        for (AutoCloseable part : opened.reversed()) {
            part.close();
        }
    }

    private void open(Database.Dialect dialect) throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("records.db");
        if (dialect == Database.Dialect.POSTGRESQL) {
            EmbeddedPostgres server = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(2)).start();
            opened.add(server);
            url = server.getJdbcUrl("postgres", "postgres");
        }
        Database.open(url, "postgres", "postgres").close();
        try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres")) {
            connection.setAutoCommit(false);
            record(connection);
            connection.commit();
        }
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                SMALL_HEAP, "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), RoomLists.class.getName(), url, "postgres", "postgres")
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        opened.add(() -> process.destroyForcibly().waitFor());
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        while (line != null && !line.startsWith("port ")) {
            line = lines.readLine();
        }
        port = Integer.parseInt(String.valueOf(line).replace("port ", ""));
        // it blocks in native code all its life, so a virtual thread would have no advantage
        opened.add(Thread.ofPlatform().daemon().start(() -> lines.lines().forEach(rest -> {}))::interrupt);
    }

    private static void record(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "insert into applications (app_id, name, secret, created_at) values ('app-1', 'a', 's', 0)");
            statement.execute("insert into deployments (deployment_id, app_id, number, content, created_at)"
                    + " values ('dep-1', 'app-1', 1, '{}', 0)");
            statement.execute("insert into runtimes (runtime_id, located) values ('runtime-1', 'here')");
            for (String process : List.of("long", "many", "few")) {
                statement.execute("insert into processes (process_id, runtime_id, app_id, deployment_id, region, state,"
                        + " capacity, rooms, ports, created_at) values ('" + process
                        + "', 'runtime-1', 'app-1', 'dep-1', 'Tokyo', 'running', 10000, 10000, '[]', 0)");
            }
        }
        recordRooms(connection, "long", ROOMS, CONFIG);
        recordRooms(connection, "many", 2_500, null);
        recordRooms(connection, "few", 2, "{}");
    }

    private static void recordRooms(Connection connection, String process, int count,
            @Nullable String config) throws SQLException {
        try (PreparedStatement room = connection.prepareStatement("insert into rooms (room_id, app_id, deployment_id,"
                + " region, room_config, status, process_id, created_at) values (?, 'app-1', 'dep-1', 'Tokyo', ?,"
                + " 'active', '" + process + "', ?)");
                PreparedStatement allocation = connection.prepareStatement("insert into allocations (allocation_id,"
                        + " app_id, room_id, process_id, scheduled_at) values (?, 'app-1', ?, '" + process
                        + "', 0)")) {
            for (int i = 0; i < count; i++) {
                room.setString(1, process + "-" + i);
                room.setString(2, config);
                // Several in the same millisecond.
                room.setLong(3, i / 7);
                room.addBatch();
                allocation.setString(1, "allocation-" + process + "-" + i);
                allocation.setString(2, process + "-" + i);
                allocation.addBatch();
                if (i % 100 == 99 || i == count - 1) {
                    room.executeBatch();
                    allocation.executeBatch();
                }
            }
        }
    }

    private HttpResponse<InputStream> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/rooms/v2/app-1/" + path))
                .header("Authorization", "Bearer t").timeout(Duration.ofSeconds(60)).build(),
                BodyHandlers.ofInputStream());
    }

    /** Reads them one by one, and returns their ids. */
    private List<String> list(String process, @Nullable String config) throws Exception {
        HttpResponse<InputStream> response = get("list/" + process + "/active");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        List<String> ids = new ArrayList<>();
        try (MappingIterator<JsonNode> rooms = JSON.readerFor(JsonNode.class).readValues(response.body())) {
            while (rooms.hasNextValue()) {
                JsonNode room = rooms.nextValue();
                ids.add(room.path("roomId").asText());
                assertThat(room.path("roomConfig").textValue()).isEqualTo(config);
                assertThat(room.path("currentAllocation").path("processId").asText()).isEqualTo(process);
            }
        }
        return ids;
    }

    /** Asks for the long list, and reads no more of it than that it has begun. */
    private Socket stall() throws IOException {
        Socket socket = new Socket();
        opened.add(socket);
        socket.setReceiveBufferSize(8 * 1024);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream().write(String.join("\r\n", "GET /rooms/v2/app-1/list/long/active HTTP/1.1", "Host: a",
                "Authorization: Bearer t", "", "").getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).as("it has begun").isEqualTo('H');
        return socket;
    }

    @ParameterizedTest
    @EnumSource
    @Thorough
    void aListIsAnsweredThatIsLongerThanTheHeap(Database.Dialect dialect) throws Exception {
        open(dialect);
        assertThat(list("long", CONFIG)).as("each once").hasSize(ROOMS).doesNotHaveDuplicates();
        assertThat(list("many", null)).as("more than are read at once").hasSize(2_500).doesNotHaveDuplicates();
        assertThat(list("few", "{}")).containsExactly("few-0", "few-1");
        HttpResponse<InputStream> few = get("list/few/active");
        few.body().readAllBytes();
        assertThat(few.headers().firstValue("Content-Length")).as("as it always was").isPresent();

        List<Socket> stalled = new ArrayList<>();
        for (int i = 0; i < STALLED; i++) {
            stalled.add(stall());
        }
        HttpResponse<InputStream> info = get("info/long-1");
        info.body().readAllBytes();
        assertThat(info.statusCode()).as("nobody keeps a connection to the database").isEqualTo(200);
        assertThat(list("few", "{}")).hasSize(2);

        for (Socket socket : stalled) {
            socket.close();
        }
        assertThat(list("many", null)).as("those in the middle have left").hasSize(2_500);
    }
}
