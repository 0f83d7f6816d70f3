package dev.hathora.operator.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.testing.Guesser;
import dev.hathora.operator.testing.HostFixture;
import dev.hathora.operator.testing.MockCluster;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/**
 * The environment of the demo: an API server, the operator, and a host with the game in {@code examples/games}, with the
 * actions and queries that the demo needs.
 */
final class Stage implements AutoCloseable {
    private static final String NAMESPACE = "demo";
    private static final String PLAYER = "ann";

    /** The game looks at its rooms once per second, and has to tell players of a closed one before it is stopped. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final MockCluster cluster = new MockCluster();
    private final Calls calls = new Calls();
    private final HostFixture host;
    private final Map<String, Guesser> players = new HashMap<>();
    private final List<String> talk = new ArrayList<>();

    /** @param pollInterval how often the operator looks at settled rooms */
    Stage(Duration pollInterval) {
        host = new HostFixture(cluster.client(), NAMESPACE, pollInterval, IDLE, new PortNumbers(18_500, 18_999),
                calls);
        host.startOperator();
    }

    void apply(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                try (InputStream manifests = Files.newInputStream(file)) {
                    cluster.client().load(manifests).inNamespace(NAMESPACE).create();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes fields of spec; as JSON. */
    void edit(String name, String spec) {
        resource(name).patch(new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build(),
                "{\"spec\":%s}".formatted(spec));
    }

    void delete(String name) {
        resource(name).delete();
    }

    /** A player joins the room of a resource, at the address in its status. */
    void join(String name) {
        HathoraRoomStatus status = status(name);
        Guesser player = new Guesser(Objects.requireNonNull(status.connection()),
                Objects.requireNonNull(status.roomId()), PLAYER);
        talk.addAll(player.talk());
        players.put(name, player);
    }

    /** Its player wins a round. */
    void winRound(String name) {
        Guesser player = player(name);
        int before = player.talk().size();
        player.winRound();
        talk.add(String.join(", ", player.talk().subList(before, player.talk().size())));
    }

    /** Somebody asks over UDP for the score. */
    void askForScore(String name) {
        HathoraRoomStatus status = status(name);
        talk.add("score, over UDP -> " + Guesser.score(status.additionalPorts().getFirst(),
                Objects.requireNonNull(status.roomId())));
    }

    /** Its player waits for the game's last words. */
    void leave(String name) {
        try (Guesser player = player(name)) {
            for (String line = player.hear(); line != null; line = player.hear()) {
                talk.add("the game says: " + line);
            }
        }
        players.remove(name);
    }

    private Guesser player(String name) {
        return Objects.requireNonNull(players.get(name), "nobody plays in " + name);
    }

    /** What players have said since this was asked for, with the answers of the game. */
    List<String> takeTalk() {
        List<String> taken = List.copyOf(talk);
        talk.clear();
        return taken;
    }

    /** All resources, by name. */
    List<HathoraRoom> resources() {
        return cluster.client().resources(HathoraRoom.class).inNamespace(NAMESPACE).list().getItems().stream()
                .sorted(Comparator.comparing(room -> room.getMetadata().getName())).toList();
    }

    HathoraRoomStatus status(String name) {
        HathoraRoom room = resource(name).get();
        return room == null || room.getStatus() == null ? HathoraRoomStatus.EMPTY : room.getStatus();
    }

    private Resource<HathoraRoom> resource(String name) {
        return cluster.client().resources(HathoraRoom.class).inNamespace(NAMESPACE).withName(name);
    }

    /** The events about a resource. */
    List<Event> events(String name) {
        return cluster.client().v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(name)).toList();
    }

    /** The operator's calls. */
    Calls calls() {
        return calls;
    }

    /** The rooms that run, by their ids, on whichever process. */
    List<String> runningRooms() {
        return host.runningRooms();
    }

    /** The room of a resource, as the host has it. */
    Room room(String name) {
        return host.somebodyElse().getRoomInfo(HostFixture.APP, Objects.requireNonNull(status(name).roomId()));
    }

    /** Where the host serves Hathora's API. */
    String hathoraUrl() {
        return host.uri().toString();
    }

    /** Where the resources are served. */
    String resourcesUrl() {
        return cluster.client().getMasterUrl() + "apis/hathora.dev/v1alpha1/namespaces/" + NAMESPACE + "/hathorarooms";
    }

    /** Ends the game servers, which would survive this JVM, with the operator and the host. Resources can still be read. */
    void endGames() {
        host.close();
    }

    @Override
    public void close() {
        players.values().forEach(Guesser::close);
        endGames();
        cluster.close();
    }
}
