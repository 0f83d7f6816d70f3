package dev.hathora.operator.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.Simulator;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import io.fabric8.kubernetes.api.model.Event;

/**
 * The environment of the demo: an API server, the operator, and a simulated Hathora, with the actions and queries that
 * the demo needs.
 */
final class Stage implements AutoCloseable {
    private static final String NAMESPACE = "demo";

    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture operator;

    /**
     * @param boot how long a process of the simulated Hathora takes to boot
     * @param pollInterval how often the operator looks at settled rooms
     */
    Stage(Duration boot, Duration pollInterval) {
        operator = new OperatorFixture(cluster.client(), NAMESPACE, SimulatorOptions.defaults().withBoot(boot),
                pollInterval);
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
        operator.edit(name, spec);
    }

    void delete(String name) {
        operator.resource(name).delete();
    }

    /** All resources, by name. */
    List<HathoraRoom> resources() {
        return cluster.client().resources(HathoraRoom.class).inNamespace(NAMESPACE).list().getItems().stream()
                .sorted(Comparator.comparing(room -> room.getMetadata().getName())).toList();
    }

    HathoraRoomStatus status(String name) {
        return operator.status(name);
    }

    /** The events about a resource. */
    List<Event> events(String name) {
        return cluster.client().v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(name)).toList();
    }

    Simulator hathora() {
        return operator.hathora();
    }

    /** The rooms that exist on Hathora. */
    List<SimulatedRoom> livingRooms() {
        return operator.liveRooms();
    }

    /** The rooms that the operator ever made for a resource, under ids that it derived. */
    List<SimulatedRoom> roomsOf(String name) {
        return hathora().rooms().stream()
                .filter(room -> room.roomId().startsWith(NAMESPACE + "_" + name + "_")).toList();
    }

    /** Where the resources are served. */
    String resourcesUrl() {
        return cluster.client().getMasterUrl() + "apis/hathora.dev/v1alpha1/namespaces/" + NAMESPACE + "/hathorarooms";
    }

    @Override
    public void close() {
        operator.close();
        cluster.close();
    }
}
