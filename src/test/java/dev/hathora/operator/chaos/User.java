package dev.hathora.operator.chaos;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.testing.OperatorFixture;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has one resource and keeps changing it, the game in its room included. What is done next depends on the
 * seed alone; only a resource that is to be created anew waits until the one before is gone.
 */
final class User {
    /** What a user wants. */
    enum Wish {
        NOTHING,
        ACTIVE,
        SUSPENDED
    }

    /** A wish and since when it is one. */
    record Wished(Instant at, Wish wish) {}

    /** More games in a row that end would only make the pauses before restarts longer. */
    private static final int GAMES = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String name;
    private final OperatorFixture cluster;
    private final Random random;
    private final List<Wished> wishes = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private int incarnation;
    private int games;
    private boolean mayEnd;
    private String config = "";

    User(String name, OperatorFixture cluster, long seed) {
        this.name = name;
        this.cluster = cluster;
        this.random = new Random(seed);
        wish(Wish.NOTHING, "begins");
    }

    String name() {
        return name;
    }

    /** Goes on until the latch opens. */
    void live(CountDownLatch end) throws InterruptedException {
        while (!end.await(200 + random.nextInt(2500), TimeUnit.MILLISECONDS)) {
            int dice = random.nextInt(100);
            if (wish() == Wish.NOTHING) {
                create(dice, end);
            } else if (dice < 30) {
                config = "config-" + random.nextInt(1_000_000);
                edit("roomConfig: " + config, wish());
            } else if (dice < 60) {
                Wish next = wish() == Wish.ACTIVE ? Wish.SUSPENDED : Wish.ACTIVE;
                edit("state: " + (next == Wish.ACTIVE ? "Active" : "Suspended"), next);
            } else if (dice < 75) {
                endGame();
            } else {
                delete();
            }
        }
    }

    private void create(int dice, CountDownLatch end) throws InterruptedException {
        while (exists()) {
            if (end.await(50, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        incarnation++;
        games = 0;
        mayEnd = dice < 30;
        config = "config-" + incarnation;
        String spec = "region: Tokyo\nroomConfig: " + config
                + (dice < 15 ? "\nroomId: " + name + "-own-" + incarnation : "")
                + (mayEnd ? "\nrestartPolicy: Never" : "");
        insist(() -> cluster.apply(name, spec));
        wish(Wish.ACTIVE, "creates " + spec.replace("\n", ", "));
    }

    private void edit(String spec, Wish wish) {
        if (wish == Wish.ACTIVE) {
            // what may wake a room counts as wanted from before it is sent, and what must not, once it is known to be
            wish(wish, "edits " + spec);
        }
        insist(() -> cluster.edit(name, spec));
        if (wish != Wish.ACTIVE) {
            wish(wish, "edits " + spec);
        }
    }

    private void endGame() {
        List<SimulatedRoom> rooms = liveRooms();
        if (games < GAMES && !rooms.isEmpty() && rooms.getFirst().status() == RoomStatus.ACTIVE) {
            games++;
            try {
                SimulatedRoom room = rooms.getFirst();
                if (games == 2 && room.processId() != null) {
                    // takes the others on it along
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

    void delete() {
        insist(() -> cluster.resource(name).delete());
        wish(Wish.NOTHING, "deletes");
    }

    private boolean exists() {
        AtomicBoolean there = new AtomicBoolean();
        insist(() -> there.set(cluster.resource(name).get() != null));
        return there.get();
    }

    /** Sends it until there is an answer, as long as there may be no API server. */
    private void insist(Runnable request) {
        Awaitility.await(name).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).pollInSameThread().until(() -> {
            try {
                request.run();
                return true;
            } catch (KubernetesClientException e) {
                // an answer that got lost may have been that it is there now
                if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                    return true;
                }
                if (e.getCode() > 0 && e.getCode() < HttpURLConnection.HTTP_INTERNAL_ERROR) {
                    throw e;
                }
                note("is not heard: " + e.getMessage());
                return false;
            }
        });
    }

    synchronized void wish(Wish wish, String text) {
        wishes.add(new Wished(Instant.now(), wish));
        note(text);
    }

    private synchronized void note(String text) {
        log.add(Instant.now() + " " + name + " " + text);
    }

    synchronized Wish wish() {
        return wishes.getLast().wish();
    }

    /** What was wanted at a time. */
    synchronized Wished wishAt(Instant time) {
        return wishes.reversed().stream().filter(wished -> !wished.at().isAfter(time)).findFirst()
                .orElse(wishes.getFirst());
    }

    synchronized List<String> log() {
        return List.copyOf(log);
    }

    /** Whether the room that is wanted may have ended for good. */
    boolean mayEnd() {
        return mayEnd;
    }

    String config() {
        return config;
    }

    /** Every room that was ever made for this user, oldest first. */
    List<SimulatedRoom> rooms() {
        return cluster.hathora().rooms().stream()
                .filter(room -> room.roomId().contains("_" + name + "_") || room.roomId().startsWith(name + "-own-"))
                .toList();
    }

    List<SimulatedRoom> liveRooms() {
        return rooms().stream().filter(room -> room.destroyedAt() == null).toList();
    }

    /** What is not yet as it is wanted; null: nothing. */
    @Nullable
    String unsettled() {
        List<RoomStatus> live = liveRooms().stream().map(SimulatedRoom::status).toList();
        if (wish() == Wish.NOTHING) {
            return cluster.resource(name).get() == null && live.isEmpty() ? null : "not gone: " + live;
        }
        String reason = cluster.readyReason(name);
        boolean said = cluster.resource(name).get().getMetadata().getGeneration()
                .equals(cluster.status(name).observedGeneration());
        boolean settled = said && switch (reason) {
            case "Active" -> wish() == Wish.ACTIVE && live.equals(List.of(RoomStatus.ACTIVE))
                    && config.equals(liveRooms().getFirst().roomConfig())
                    && liveRooms().getFirst().roomId().equals(cluster.status(name).roomId());
            // a room that nobody wanted active since its creation, or that ended while it was suspended, is not made
            case "Suspended" -> wish() == Wish.SUSPENDED
                    && (live.isEmpty() || live.equals(List.of(RoomStatus.SUSPENDED)));
            case "RoomEnded" -> mayEnd && live.isEmpty() && !rooms().isEmpty();
            default -> false;
        };
        return settled ? null : "wants " + wish() + ", status says " + reason + ", Hathora has " + live;
    }
}
