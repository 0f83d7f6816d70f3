package dev.hathora.operator.chaos;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.hathora.operator.api.hathoraroom.DeletionPolicy;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.testing.OperatorFixture;
import io.fabric8.kubernetes.api.model.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A user who owns one resource and keeps changing it, including the game in its room. The next action depends only on
 * the seed. A resource that is re-created waits until the previous one is gone.
 */
final class User {
    /** More games that end in a row would only increase the restart delays. */
    private static final int GAMES = 3;

    /** One in this number of rotations starts with the wrong token. */
    private static final int OF_STRANGERS_ONE_IN = 3;

    /** What may happen to a room when its resource is deleted. */
    static final List<DeletionPolicy> POLICIES = List.of(DeletionPolicy.DESTROY, DeletionPolicy.SUSPEND,
            DeletionPolicy.RETAIN);

    /** What status says of a room that is paused or observed. */
    private static final Set<String> LEFT_ALONE = Set.of("Paused", "Observed", "RoomNotFound");

    private final String name;
    private final OperatorFixture cluster;
    private final Requests requests;
    private final Tokens tokens;
    private final Random random;
    private final List<Resource> resources = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private int games;
    private int drawn;
    private boolean rival;

    User(String name, OperatorFixture cluster, Tokens tokens, long seed) {
        this.name = name;
        this.cluster = cluster;
        this.requests = new Requests(cluster, this::note);
        this.tokens = tokens;
        this.random = new Random(seed);
    }

    String name() {
        return name;
    }

    /** Runs until the latch opens. */
    void live(CountDownLatch end) throws InterruptedException {
        while (!end.await(200 + random.nextInt(2500), TimeUnit.MILLISECONDS)) {
            int dice = random.nextInt(100);
            Resource mine = current();
            if (mine == null) {
                if (awaitGone(end)) {
                    create(dice);
                }
            } else if (mine.isLeftAlone()) {
                seeWhetherItIsKnown();
                if (dice < 50) {
                    goOn();
                }
            } else {
                change(mine, dice);
            }
        }
    }

    private boolean awaitGone(CountDownLatch end) throws InterruptedException {
        while (requests.read(name) != null) {
            if (end.await(50, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return true;
    }

    private void change(Resource mine, int dice) {
        if (dice < 18) {
            mine.config = "config-" + ++drawn;
            edit("roomConfig: " + mine.config);
        } else if (dice < 40) {
            if (mine.suspended) {
                resume();
            } else {
                suspend();
            }
        } else if (dice < 50) {
            endGame(mine);
        } else if (dice < 57 && !rival) {
            leaveAlone();
        } else if (dice < 63) {
            deletionPolicy(POLICIES.get(dice % POLICIES.size()));
        } else if (dice < 67 && !mine.own) {
            mine.mayEnd = !mine.mayEnd;
            edit("restartPolicy: " + (mine.mayEnd ? "Never" : "Always"));
        } else if (dice < 73) {
            mine.secret = mine.secret == null ? name + "-connection-" + dice % 2 : null;
            edit("connectionSecret: " + (mine.secret == null ? "null" : "{name: " + mine.secret + "}"));
        } else if (dice < 79) {
            annotate(dice % 2 == 0 ? null : "somebody-elses-room");
        } else if (dice < 83 && mine.own) {
            compete(mine);
        } else if (dice < 88 && mine.credentials) {
            rotateToken();
        } else if (dice >= 88) {
            delete();
        }
    }

    private void create(int dice) {
        games = 0;
        drawn++;
        boolean own = dice < 20;
        boolean never = dice < 35;
        boolean credentials = dice % 3 == 0;
        if (credentials) {
            rotateToken();
        }
        create("region: Tokyo\nroomConfig: config-" + drawn + (own ? "\nroomId: " + name + "-own-" + drawn : "")
                + (never ? "\nrestartPolicy: Never" : "")
                + (credentials ? "\ncredentialsSecretRef: {name: " + name + "-credentials}" : ""));
    }

    /** Creates a resource. */
    void create(String spec) {
        requests.create(name, spec);
        HathoraRoom created = requests.read(name);
        if (created == null) {
            throw new IllegalStateException(name + " is gone although nobody has deleted it");
        }
        Resource mine = new Resource(new RoomIds(created.getMetadata().getNamespace(), name,
                created.getMetadata().getUid()), created.getSpec().roomId(),
                created.getSpec().credentialsSecretRef() != null, cluster.hathora());
        mine.config = String.valueOf(created.getSpec().roomConfig());
        mine.mayEnd = mine.own || spec.contains("restartPolicy: Never");
        synchronized (this) {
            resources.add(mine);
        }
        note("creates " + mine.firstId() + ": " + spec.replace("\n", ", "));
    }

    void suspend() {
        Resource mine = wanted();
        Instant sent = Instant.now();
        edit("state: Suspended");
        mine.suspended = true;
        mine.suspensions().begin(sent);
    }

    void resume() {
        Resource mine = wanted();
        mine.suspensions().end();
        mine.suspended = false;
        edit("state: Active");
    }

    /** Asks the operator not to touch the room. */
    void leaveAlone() {
        edit(wanted().own ? "managementPolicy: ObserveOnly" : "paused: true");
        wanted().beginHandsOff();
    }

    /** Reads status. If it says that the operator leaves the room alone, no later change is excused. */
    void seeWhetherItIsKnown() {
        HathoraRoom room = requests.read(name);
        if (room == null || room.getStatus() == null) {
            return;
        }
        Condition ready = room.getStatus().condition("Ready");
        if (ready != null && LEFT_ALONE.contains(ready.getReason())
                && Objects.equals(room.getStatus().observedGeneration(), room.getMetadata().getGeneration())) {
            wanted().handsOffIsKnown();
        }
    }

    /** Lets the operator continue. */
    void goOn() {
        wanted().endHandsOff();
        edit(wanted().own ? "managementPolicy: Full" : "paused: false");
    }

    void deletionPolicy(DeletionPolicy policy) {
        wanted().policy = policy;
        edit("deletionPolicy: " + switch (policy) {
            case RETAIN -> "Retain";
            case SUSPEND -> "Suspend";
            case DESTROY, UNRECOGNIZED -> "Destroy";
        });
    }

    private void annotate(@Nullable String value) {
        requests.annotate(name, HathoraRoom.ROOM_ID, value);
        note("annotates room-id: " + value);
    }

    /** Another resource requests the same room, and must neither get nor affect it. */
    private void compete(Resource mine) {
        if (rival) {
            endRivalry();
        } else if (cluster.status(name).roomId() != null) {
            requests.create(name + "-rival", "region: Tokyo\nroomId: " + mine.firstId());
            rival = true;
            note("has a rival");
        }
    }

    private void endRivalry() {
        requests.delete(name + "-rival");
        rival = false;
        note("has no rival any more");
    }

    private void rotateToken() {
        String token = name + "-token-" + random.nextInt(1_000_000);
        boolean late = random.nextBoolean();
        if (late) {
            tokens.valid(name, token);
        }
        if (random.nextInt(OF_STRANGERS_ONE_IN) == 0) {
            // by mistake a token of another organization, for which every room of this one is answered with 404
            cluster.hathora().addTokenOfStrangers(token + "-of-strangers");
            requests.putToken(name + "-credentials", token + "-of-strangers");
            note("confuses the token with that of strangers");
            LockSupport.parkNanos(random.nextInt(2_000) * 1_000_000L);
        }
        requests.putToken(name + "-credentials", token);
        tokens.valid(name, token);
        note("rotates the token" + (late ? ", the Secret last" : ""));
    }

    private void endGame(Resource mine) {
        List<SimulatedRoom> rooms = mine.liveRooms();
        if (games < GAMES && !rooms.isEmpty() && rooms.getFirst().status() == RoomStatus.ACTIVE) {
            games++;
            try {
                SimulatedRoom room = rooms.getFirst();
                if (games == 2 && room.processId() != null) {
                    // also ends the other rooms on the process
                    cluster.hathora().exitProcess(room.processId());
                } else {
                    cluster.hathora().destroyAsGame(room.roomId());
                }
                note("game ends in " + room.roomId());
            } catch (IllegalArgumentException tooLate) {
                note("game is over already");
            }
        }
    }

    /** Deletes the resource, if there is one, after a pause or observation has ended. */
    void delete() {
        Resource mine = current();
        if (mine == null) {
            return;
        }
        if (mine.isLeftAlone()) {
            goOn();
        }
        if (rival) {
            endRivalry();
        }
        Instant sent = Instant.now();
        mine.deletedAt = sent;
        requests.delete(name);
        if (mine.policy == DeletionPolicy.SUSPEND) {
            mine.suspensions().begin(sent);
        }
        note("deletes, " + mine.policy);
    }

    /** Asks for a running room, whatever was asked for before. */
    void wantActive() {
        Resource mine = current();
        if (mine == null) {
            create("region: Tokyo\nroomConfig: last");
            return;
        }
        if (mine.isLeftAlone()) {
            goOn();
        }
        if (mine.suspended) {
            resume();
        }
    }

    private void edit(String spec) {
        requests.edit(name, spec);
        note("edits " + spec);
    }

    private synchronized void note(String text) {
        log.add(Instant.now() + " " + name + " " + text);
    }

    synchronized List<String> log() {
        return List.copyOf(log);
    }

    /** All resources that ever existed, oldest first. */
    synchronized List<Resource> resources() {
        return List.copyOf(resources);
    }

    /** The current resource. Null if there is none. */
    @Nullable
    Resource current() {
        List<Resource> all = resources();
        return all.isEmpty() || all.getLast().deletedAt != null ? null : all.getLast();
    }

    private Resource wanted() {
        Resource mine = current();
        if (mine == null) {
            throw new IllegalStateException(name + " wants nothing");
        }
        return mine;
    }

    boolean hasRival() {
        return rival;
    }
}
