package dev.hathora.operator.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.HistoryEntry;
import dev.hathora.operator.simulator.SimulatedRoom;
import dev.hathora.operator.simulator.Simulator;

import static java.util.Comparator.comparing;

/** Searches Hathora's record for promises that were broken. */
final class Verdict {
    /** A call that was on its way when its room was suspended is forgiven. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

    /** A promise that was broken, and the rooms that show it. */
    record Broken(String promise, List<String> roomIds) {}

    private final Simulator hathora;
    private final List<Broken> duplicates = new ArrayList<>();
    private final List<Broken> others = new ArrayList<>();

    Verdict(Simulator hathora) {
        this.hathora = hathora;
    }

    /** Never two rooms for one resource at a time. */
    void neverTwo(User user) {
        SimulatedRoom before = null;
        for (SimulatedRoom room : user.rooms().stream().sorted(comparing(SimulatedRoom::createdAt)).toList()) {
            if (before != null && end(before).isAfter(room.createdAt())) {
                duplicates.add(new Broken(user.name() + " had two rooms at a time",
                        List.of(before.roomId(), room.roomId())));
            }
            before = before == null || end(room).isAfter(end(before)) ? room : before;
        }
    }

    private static Instant end(SimulatedRoom room) {
        return room.destroyedAt() == null ? Instant.MAX : room.destroyedAt();
    }

    /** A room that is wanted suspended is not woken. */
    void neverWoken(User user) {
        for (SimulatedRoom room : user.rooms()) {
            for (HistoryEntry entry : hathora.history(room.roomId())) {
                User.Wished wished = user.wishAt(entry.at());
                if (entry.effect().equals("WOKEN") && wished.wish() == User.Wish.SUSPENDED
                        && wished.at().plus(ON_ITS_WAY).isBefore(entry.at())) {
                    others.add(new Broken(user.name() + "'s suspended room was woken at " + entry.at(),
                            List.of(room.roomId())));
                }
            }
        }
    }

    /** A paused or observed room is not changed. */
    void neverTouched(String roomId, Instant since) {
        List<String> changes = java.util.Arrays.stream(Operation.values()).filter(Operation::isMutation)
                .map(Operation::hathoraName).toList();
        hathora.history(roomId).stream().filter(e -> e.at().isAfter(since) && changes.contains(e.operation()))
                .min(Comparator.comparing(HistoryEntry::at)).ifPresent(
                        e -> others.add(new Broken(roomId + " was to be left alone: " + e, List.of(roomId))));
    }

    /** Something else that was to hold. */
    void broken(String promise, List<String> roomIds) {
        others.add(new Broken(promise, roomIds));
    }

    int duplicates() {
        return duplicates.size();
    }

    List<Broken> all() {
        List<Broken> all = new ArrayList<>(duplicates);
        all.addAll(others);
        return all;
    }
}
