package dev.hathora.operator.chart;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.hathora.operator.api.CredentialsSecretRef;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.controller.kubernetes.LeaseName;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.SetUser;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Everything that an operator does in a namespace, step by step. If a step is not reached, something is broken. */
final class Life implements AutoCloseable {
    private static final String TOKEN = "dev-token";
    /** That of the release in {@link RightsTest}, whose rights these are. */
    private static final String LEASE = "operator";
    private static final String ROOM = "lobby";
    private static final String CREDENTIALS = "own-token";
    private static final String CONNECTION = "lobby-connection";
    private static final String SET = "hubs";

    /** In the order in which they have to be taken. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
    enum Step {
        STARTS(Life::start, life -> life.started),
        LEADS(life -> {}, life -> life.lease() != null && !life.lease().getSpec().getHolderIdentity().isEmpty()),
        LEAVES_ITS_LEASE_TO_THE_DEPLOYMENT(life -> {}, life -> !Objects.requireNonNull(life.lease()).getMetadata()
                .getOwnerReferences().isEmpty()),
        RENEWS_ITS_LEASE(Life::rememberRenewal, Life::renewed),
        CLAIMS(Life::apply, life -> life.room().getMetadata().getAnnotations().containsKey(HathoraRoom.ROOM_ID)),
        CREATES_THE_ROOM(life -> {}, life -> !life.fixture.liveRooms().isEmpty()),
        TELLS_STATUS(life -> {}, life -> life.fixture.status(ROOM).phase() == Phase.ACTIVE),
        TELLS_EVENTS(life -> {}, life -> life.fixture.eventReasons(ROOM).contains("RoomCreated")),
        PUBLISHES_THE_ADDRESS(life -> {}, life -> !life.withConnection || life.publishedKeys().contains("host")),
        CONFIGURES(life -> life.fixture.edit(ROOM, "roomConfig: second"), life -> "second"
                .equals(life.hathora().roomConfig())),
        SUSPENDS(life -> life.fixture.edit(ROOM,
                "state: Suspended"), life -> life.hathora().status() == RoomStatus.SUSPENDED),
        WITHDRAWS_THE_ADDRESS(life -> {}, life -> !life.withConnection || !life.publishedKeys().contains("host")),
        RESUMES(life -> life.fixture.edit(ROOM, "state: Active"), life -> life.hathora().status() == RoomStatus.ACTIVE),
        COUNTS_EVENTS(life -> life.fixture.edit(ROOM, "state: Suspended"), Life::eventIsCounted),
        REMOVES_THE_SECRET(life -> life.fixture.edit(ROOM,
                "connectionSecret: null"), life -> life.connectionSecret() == null),
        CLEARS_WHAT_ENDED(Life::endShortRoom, life -> life.fixture.resource("short").get() == null),
        ENDS_LOST_ROOMS(Life::loseRoom, life -> life.fixture.liveRooms().size() == 1),
        HOLDS_A_SET(life -> life.sets.apply(SET, life.setSpec()), life -> life.set().hasFinalizer(
                HathoraRoomSet.FINALIZER)),
        CREATES_ROOMS_OF_A_SET(life -> {}, life -> life.sets.names(SET).size() == 1),
        TELLS_OF_A_SET(life -> {}, life -> life.set().getStatus().readyReplicas() == 1),
        ENDS_A_SET(life -> life.sets.delete(SET, DeletionPropagation.BACKGROUND), life -> life.sets.resource(SET)
                .get() == null && life.fixture.liveRooms().size() == 1),
        DELETES(life -> life.fixture.resource(ROOM).delete(), life -> life.fixture.resource(ROOM).get() == null
                && life.fixture.liveRooms().isEmpty());

        private final Consumer<Life> action;
        private final Predicate<Life> reached;

        Step(Consumer<Life> action, Predicate<Life> reached) {
            this.action = action;
            this.reached = reached;
        }

        void begin(Life life) {
            action.accept(life);
        }

        boolean isReached(Life life) {
            return reached.test(life);
        }
    }

    private final KubernetesClient admin;
    private final String namespace;
    private final OperatorFixture fixture;
    private final SetUser sets;
    private final boolean withCredentials;
    private final boolean withConnection;
    private boolean started;
    private boolean refused;
    private @Nullable Object renewal;

    /**
     * @param withCredentials whether the room brings its token, and the operator has none that works
     * @param withConnection whether the room has a connection Secret
     */
    Life(KubernetesClient admin, KubernetesClient operator, String namespace, boolean withCredentials,
            boolean withConnection) {
        this.admin = admin;
        this.namespace = namespace;
        this.withCredentials = withCredentials;
        this.withConnection = withConnection;
        fixture = new OperatorFixture(admin, operator, namespace,
                SimulatorOptions.defaults().withBoot(Duration.ZERO).withToken(TOKEN), Duration.ofSeconds(1),
                new LeaseName(namespace, LEASE));
        sets = new SetUser(admin, namespace);
        if (withCredentials) {
            fixture.operatorToken("not-valid");
            admin.resource(new SecretBuilder().withNewMetadata().withName(CREDENTIALS).withNamespace(namespace)
                    .addToLabels(CredentialsSecretRef.LABEL, "true").endMetadata()
                    .withStringData(Map.of("token", TOKEN)).build()).create();
        }
    }

    private void start() {
        try {
            fixture.startOperator();
            started = true;
        } catch (OperatorException | KubernetesClientException forbidden) {
            refused = true;
        }
    }

    /** Whether the operator did not even start. */
    boolean refused() {
        return refused;
    }

    private String spec() {
        return "region: Frankfurt"
                + (withCredentials ? "\ncredentialsSecretRef: {name: %s}".formatted(CREDENTIALS) : "");
    }

    private void apply() {
        fixture.apply(ROOM, spec() + "\nroomConfig: first"
                + (withConnection ? "\nconnectionSecret: {name: %s}".formatted(CONNECTION) : ""));
    }

    private String setSpec() {
        return "template:\n  spec:\n" + spec().indent(4);
    }

    private HathoraRoomSet set() {
        return Objects.requireNonNull(sets.resource(SET).get());
    }

    private HathoraRoom room() {
        return Objects.requireNonNull(fixture.resource(ROOM).get());
    }

    private SimulatedRoom hathora() {
        return fixture.liveRooms().get(0);
    }

    private @Nullable Lease lease() {
        return admin.leases().inNamespace(namespace).withName(LEASE).get();
    }

    private void rememberRenewal() {
        renewal = Objects.requireNonNull(lease()).getSpec().getRenewTime();
    }

    private boolean renewed() {
        return !Objects.requireNonNull(lease()).getSpec().getRenewTime().equals(renewal);
    }

    private @Nullable Secret connectionSecret() {
        return admin.secrets().inNamespace(namespace).withName(CONNECTION).get();
    }

    private List<String> publishedKeys() {
        Secret secret = connectionSecret();
        return secret == null ? List.of() : List.copyOf(secret.getData().keySet());
    }

    private boolean eventIsCounted() {
        return admin.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getReason().equals("RoomSuspended")).map(Event::getCount)
                .anyMatch(count -> count > 1);
    }

    private void endShortRoom() {
        fixture.apply("short", spec() + "\nrestartPolicy: Never\nttlSecondsAfterFinished: 0");
        fixture.await("short", "active", status -> status.phase() == Phase.ACTIVE);
        fixture.hathora().destroyAsGame(Objects.requireNonNull(fixture.status("short").roomId()));
    }

    private void loseRoom() {
        fixture.apply("lost", spec());
        fixture.await("lost", "active", status -> status.phase() == Phase.ACTIVE);
        Awaitility.await("away before the operator puts its finalizer back").until(this::removeByForce);
    }

    private boolean removeByForce() {
        HathoraRoom bare = fixture.resource("lost").edit(room -> {
            room.getMetadata().setFinalizers(null);
            return room;
        });
        try {
            admin.resource(bare).lockResourceVersion(bare.getMetadata().getResourceVersion()).delete();
            return true;
        } catch (KubernetesClientException conflict) {
            return false;
        }
    }

    @Override
    public void close() {
        fixture.close();
    }
}
