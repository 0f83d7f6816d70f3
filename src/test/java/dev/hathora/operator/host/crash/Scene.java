package dev.hathora.operator.host.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.Caller;
import dev.hathora.operator.host.Caller.Reply;
import dev.hathora.operator.host.EchoGame;
import dev.hathora.operator.host.Host;
import dev.hathora.operator.host.HostOptions;
import dev.hathora.operator.host.HostOptions.DatabaseAddress;
import dev.hathora.operator.host.HostProgram;
import dev.hathora.operator.host.Player;
import dev.hathora.operator.host.RecordedGames;
import dev.hathora.operator.host.store.PortNumbers;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** One database and one folder with game servers, of which one host after the other takes care, and their user. */
final class Scene implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final MortalJvm jvm;
    private final Path folder;
    private final DatabaseAddress database;
    private final PortNumbers ports;
    private final String spec;
    private final String app;
    private final Records records;
    private final LateStart lateStart;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Map<String, String> acknowledged = new TreeMap<>();
    private final Set<String> made = new TreeSet<>();
    private @Nullable MortalHostProgram mortal;
    private @Nullable Host host;
    private @Nullable Caller api;

    /** The host that is asked has died. */
    static final class HostIsGone extends UncheckedIOException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        HostIsGone() {
            super(new IOException("the host has died"));
        }
    }

    /**
     * Opens it; no host runs.
     *
     * @param app the id of its application, used nowhere else
     * @param spec what its manifest has besides
     */
    Scene(MortalJvm jvm, Path folder, DatabaseAddress database, PortNumbers ports, String app, String spec)
            throws IOException {
        this.jvm = jvm;
        this.folder = folder;
        this.database = database;
        this.ports = ports;
        this.app = app;
        this.spec = spec;
        records = new Records(database, app);
        opened.push(records);
        lateStart = new LateStart(Files.createDirectories(folder.resolve("late")));
        Files.createDirectories(folder.resolve("apps"));
        Files.writeString(folder.resolve("game.sh"), """
                echo "$HATHORA_PROCESS_ID" >> '%s'
                [ ! -e '%s' ] || { trap '' TERM; exec sleep 1000; }
                exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx32m -cp '%s' %s
                """.formatted(journal(), deaf(), Path.of(System.getProperty("java.home"), "bin", "java"),
                Path.of(EchoGame.class.getProtectionDomain().getCodeSource().getLocation().getPath()),
                EchoGame.class.getName()));
        writeManifest("game", app, "  env: [{name: VERSION, value: \"1\"}]\n" + spec);
    }

    private Path journal() {
        return folder.resolve("journal");
    }

    private Path deaf() {
        return folder.resolve("deaf");
    }

    private void writeManifest(String name, String appId, String more) {
        write(folder.resolve("apps").resolve(name + ".yaml"), """
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraApplication
                metadata: {name: %s}
                spec:
                  appId: %s
                  command: [sh, %s]
                """.formatted(name, appId, folder.resolve("game.sh")) + more);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Hosts.

    /** Starts the host that dies. */
    MortalHostProgram startMortal(@Nullable Fate fate, boolean fromTheBeginning) {
        List<String> arguments = new ArrayList<>(List.of("--port", "0", "--applications",
                folder.resolve("apps").toString(), "--database", database.url(), "--games", games().toString(),
                "--ports", ports.first() + "-" + ports.last()));
        if (database.user() != null) {
            write(folder.resolve("password"), String.valueOf(database.password()));
            arguments.addAll(List.of("--database-user", database.user(), "--database-password-file",
                    folder.resolve("password").toString()));
        }
        boolean late = fate != null && fate.when() == Fate.When.LATE;
        MortalHostProgram started = new MortalHostProgram(jvm, late ? lateStart.path() : folder,
                options(fate, fromTheBeginning), arguments);
        mortal = started;
        opened.push(started);
        started.awaitUri().ifPresent(this::ask);
        return started;
    }

    private static List<String> options(@Nullable Fate fate, boolean fromTheBeginning) {
        List<String> options = new ArrayList<>(List.of("-D" + CrashPoints.FROM_THE_BEGINNING + "=" + fromTheBeginning));
        if (fate != null) {
            options.add("-D" + CrashPoints.AT + "=" + Fate.text(fate.when(), fate.point()));
        }
        return options;
    }

    /** Starts a host that does not die. */
    void runHost() {
        mortal = null;
        try {
            Host started = Host.start(new HostOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    folder.resolve("apps"), database, games(), null, () -> HostProgram.TOKEN, "127.0.0.1", ports));
            host = started;
            opened.push(started);
            ask(started.uri());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it in good order. */
    void stopHost() {
        Objects.requireNonNull(host).close();
    }

    private void ask(URI uri) {
        Caller caller = new Caller(uri);
        api = caller;
        opened.push(caller);
    }

    boolean isFirstHost() {
        return mortal != null;
    }

    private Path games() {
        return folder.resolve("games");
    }

    // What its user does, and is told.

    private Caller api() {
        if (api == null || (mortal != null && !mortal.isAlive())) {
            throw new HostIsGone();
        }
        return api;
    }

    void createRoom(String room) {
        isMade(api().post("/rooms/v2/" + app + "/create?roomId=" + room, "{\"region\":\"Tokyo\"}"));
        acknowledged.put(room, "active");
        made.add(room);
    }

    void createLobby(String room) {
        String player = api().send("POST", "/auth/v1/" + app + "/login/anonymous", null, null).json().path("token")
                .asText();
        isMade(api().send("POST", "/lobby/v3/" + app + "/create?roomId=" + room, "Bearer " + player,
                "{\"visibility\":\"public\",\"region\":\"Tokyo\",\"roomConfig\":\"{}\"}"));
        acknowledged.put(room, "active");
        made.add(room);
    }

    /** Somebody who got no answer, and asks again, may be told that it is there. */
    private void isMade(Reply reply) {
        if (reply.status() != 201 && (isFirstHost() || !reply.text().contains("not unique"))) {
            throw new AssertionError(reply.status() + " " + reply.text());
        }
    }

    void destroyRoom(String room) {
        change(room, "destroy", "destroyed");
    }

    void suspendRoom(String room) {
        change(room, "suspend", "suspended");
    }

    void resumeRoom(String room) {
        change(room, "resume", "active");
    }

    /** From the moment on that it is asked for, it may be so or not. */
    private void change(String room, String how, String becomes) {
        acknowledged.remove(room);
        Reply reply = api().post("/rooms/v2/" + app + "/" + how + "/" + room, null);
        if (reply.status() >= 300 && (isFirstHost() || reply.status() != 404)) {
            throw new AssertionError(reply.status() + " " + reply.text());
        }
        acknowledged.put(room, becomes);
    }

    /** What was acknowledged about a room counts no more: something else ends it. */
    void mayEnd(String room) {
        acknowledged.remove(room);
    }

    void stopProcessOf(String room) {
        JsonNode info = api().get("/rooms/v2/" + app + "/info/" + room).json();
        String process = info.path("currentAllocation").path("processId").asText();
        if (!process.isEmpty()) {
            api().post("/processes/v3/apps/" + app + "/processes/" + process + "/stop", null);
        }
    }

    /** {@code none}: it never was, or its application is none any more. */
    String status(String room) {
        Reply reply = api().get("/rooms/v2/" + app + "/info/" + room);
        return reply.status() == 404 ? "none" : reply.json().path("status").asText();
    }

    boolean hasLobby(String room) {
        return api().getAsAnybody("/lobby/v3/" + app + "/info/roomid/" + room).status() == 200;
    }

    /** Whether it can be joined, on the one process that it is on. */
    boolean isActive(String room) {
        if (!status(room).equals("active")) {
            return false;
        }
        JsonNode connection = api().getAsAnybody("/rooms/v2/" + app + "/connectioninfo/" + room).json();
        return connection.path("status").asText().equals("active")
                && Player.say(port(connection), "env HATHORA_PROCESS_ID").equals(processOf(room));
    }

    private String processOf(String room) {
        return api().get("/rooms/v2/" + app + "/info/" + room).json().path("currentAllocation").path("processId")
                .asText();
    }

    private static ExposedPort port(JsonNode connection) {
        JsonNode port = connection.path("exposedPort");
        return new ExposedPort(port.path("name").asText(), port.path("host").asText(), port.path("port").asInt(),
                port.path("transportType").asText());
    }

    /** Whether an id can't be used for another room; nothing can where its application is none any more. */
    boolean isUsed(String room) {
        Reply reply = api().post("/rooms/v2/" + app + "/create?roomId=" + room, "{\"region\":\"Tokyo\"}");
        return reply.status() == 404 || reply.text().contains("not unique");
    }

    /** What the user was told last of each room. */
    Map<String, String> acknowledged() {
        return acknowledged;
    }

    /** The ids of the rooms that were acknowledged. */
    Set<String> made() {
        return made;
    }

    // What else happens.

    void tellGameOf(String room, String line) {
        Player.say(port(api().getAsAnybody("/rooms/v2/" + app + "/connectioninfo/" + room).json()), line);
    }

    List<ProcessHandle> gamesOf(String room) {
        String process = processOf(room);
        return LivingGames.of(app).stream().filter(game -> game.processId().equals(process)).map(LivingGames::handle)
                .toList();
    }

    void nextGamesAreDeaf() {
        write(deaf(), "");
    }

    void deploy() {
        writeManifest("game", app, "  env: [{name: VERSION, value: \"2\"}]\n" + spec);
    }

    void addAnotherApplication() {
        writeManifest("other", app + "-other", "");
        await("the other application", s -> s.api().get("/apps/v2/apps/" + app + "-other").status() == 200);
    }

    void removeManifest() {
        try {
            Files.deleteIfExists(folder.resolve("apps/game.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All but one are bound by strangers. */
    void takePorts() {
        try {
            for (int port = ports.first(); port < ports.last(); port++) {
                opened.push(new ServerSocket(port));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets a game server begin that was started late. */
    void letLateGamesBegin() {
        lateStart.letBegin();
    }

    // What can be seen.

    Records records() {
        return records;
    }

    List<String> living() {
        return records.living();
    }

    int idle() {
        return records.idle();
    }

    int newestDeployment() {
        return records.newestDeployment();
    }

    int onDeployment(int number) {
        return records.onDeployment(number);
    }

    List<LivingGames> livingGames() {
        return LivingGames.of(app).stream().filter(game -> !lateStart.isWaiting(game.command())).toList();
    }

    /** The ids of the processes that game servers began for, once for each that began. */
    List<String> begun() {
        try {
            return Files.exists(journal()) ? Files.readAllLines(journal()) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ids of the processes that are kept in the folder. */
    Set<String> kept() throws IOException {
        return new RecordedGames(games()).ids();
    }

    /**
     * Waits.
     *
     * @throws HostIsGone when the host dies meanwhile
     */
    void await(String what, Predicate<Scene> condition) {
        try {
            Awaitility.await(what).atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(LOOK).until(() -> {
                api();
                return isSo(condition);
            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("%s: not within %s; now: %s%n%s".formatted(what, PATIENCE, this, output()), e);
        }
    }

    /** Whether it is so; false as well where somebody can't be asked. */
    boolean isSo(Predicate<Scene> condition) {
        try {
            return condition.test(this);
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private String output() {
        return mortal == null ? "" : mortal.output();
    }

    @Override
    public String toString() {
        return records + "; living " + livingGames();
    }

    /** Ends what runs, also where something can't be closed in order. */
    @Override
    public void close() {
        List<Exception> failed = new ArrayList<>();
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                failed.add(e);
            }
        }
        LivingGames.of(app).forEach(game -> game.handle().destroyForcibly());
        if (!failed.isEmpty()) {
            throw new IllegalStateException("not closed in order", failed.getFirst());
        }
    }
}
