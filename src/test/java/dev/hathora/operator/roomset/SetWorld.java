package dev.hathora.operator.roomset;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.hathora.operator.roomset.RoomStanding.Booting;
import dev.hathora.operator.roomset.RoomStanding.Ended;
import dev.hathora.operator.roomset.RoomStanding.NotReady;
import dev.hathora.operator.roomset.RoomStanding.Ready;
import dev.hathora.operator.roomset.RoomStanding.Stuck;

/** A model of a cluster with one set: what its rooms do, what users do, and how plans take effect. */
final class SetWorld {
    /** A template whose rooms never come up. */
    static final String BAD = "bad";

    /** What happens. Of numbers, what is meant depends on the kind. */
    record Event(Kind kind, int which, int number) {}

    enum Kind {
        READY,
        LOST,
        ENDED,
        STUCK,
        IN_USE,
        NOT_IN_USE,
        COST,
        DELETED,
        GONE,
        TEMPLATE,
        REPLICAS,
        BOUNDS,
        STRATEGY,
        PAUSED
    }

    private final Map<String, SetRoom> rooms = new TreeMap<>();
    /** How many more steps the deletion of a room takes. */
    private final Map<String, Integer> deletions = new TreeMap<>();
    private SetDesired desired;
    private Instant now = Instant.parse("2026-06-01T12:00:00Z");
    private int made;

    SetWorld(SetDesired desired) {
        this.desired = desired;
    }

    SetDesired desired() {
        return desired;
    }

    Instant now() {
        return now;
    }

    List<SetRoom> rooms() {
        return List.copyOf(rooms.values());
    }

    void pass(Duration time) {
        now = now.plus(time);
        deletions.replaceAll((name, steps) -> steps - 1);
        deletions.entrySet().removeIf(e -> {
            if (e.getValue() <= 0) {
                rooms.remove(e.getKey());
            }
            return e.getValue() <= 0;
        });
    }

    void happen(Event event) {
        switch (event.kind()) {
            case TEMPLATE -> desired = desired(desired.replicas(), List.of("t1", "t2", "t3", BAD)
                    .get(event.number() % 4));
            case REPLICAS -> desired = desired(event.number() % 9 - 1, desired.templateHash());
            case BOUNDS -> desired = new SetDesired(desired.replicas(), event.which() % 4, event.number() % 4,
                    desired.rolloutType(), desired.minReady(), desired.paused(), desired.templateHash());
            case STRATEGY -> desired = new SetDesired(desired.replicas(), desired.maxSurge(),
                    desired.maxUnavailable(), event.number() % 2 == 0 ? RolloutType.ROLLING : RolloutType.ON_DELETE,
                    Duration.ofSeconds(event.which() % 3 * 10L), desired.paused(), desired.templateHash());
            case PAUSED -> desired = new SetDesired(desired.replicas(), desired.maxSurge(), desired.maxUnavailable(),
                    desired.rolloutType(), desired.minReady(), event.number() % 2 == 0, desired.templateHash());
            case READY, LOST, ENDED, STUCK, IN_USE, NOT_IN_USE, COST, DELETED, GONE -> {
                if (!rooms.isEmpty()) {
                    happen(event, rooms().get(event.which() % rooms.size()));
                }
            }
        }
    }

    private SetDesired desired(int replicas, String template) {
        return new SetDesired(replicas, desired.maxSurge(), desired.maxUnavailable(), desired.rolloutType(),
                desired.minReady(), desired.paused(), template);
    }

    private void happen(Event event, SetRoom room) {
        boolean over = room.standing() instanceof Ended;
        switch (event.kind()) {
            case READY -> stand(room, over || room.templateHash().equals(BAD) ? room.standing() : new Ready(now));
            case LOST -> stand(room, over ? room.standing() : new NotReady());
            case ENDED -> stand(room, new Ended());
            case STUCK -> stand(room,
                    over ? room.standing() : new Stuck("Forbidden", "why", !(room.standing() instanceof Booting)));
            case IN_USE -> use(room, true);
            case NOT_IN_USE -> use(room, false);
            case COST -> put(new SetRoom(room.name(), room.templateHash(), room.createdAt(), room.deleting(),
                    room.inUse(), event.number() - 5, room.standing()));
            case DELETED -> delete(room, event.number() % 5);
            case GONE -> {
                rooms.remove(room.name());
                deletions.remove(room.name());
            }
            case TEMPLATE, REPLICAS, BOUNDS, STRATEGY, PAUSED -> throw new IllegalArgumentException("not of a room");
        }
    }

    /** Creates rooms from the template that was observed. */
    void create(int number, String template) {
        for (int i = 0; i < number; i++) {
            String name = "r" + made++;
            put(new SetRoom(name, template, now, false, false, 0, new Booting()));
        }
    }

    /** Deletes rooms, except those that have changed since they were observed. */
    void remove(List<SetPlan.Removal> removals, List<SetRoom> observed, int steps) {
        Set<String> names = removals.stream().map(SetPlan.Removal::room).collect(Collectors.toSet());
        for (SetRoom room : observed) {
            if (names.contains(room.name()) && room.equals(rooms.get(room.name()))) {
                delete(room, steps);
            }
        }
    }

    /** What rooms do when nothing happens to them: they come up, unless their template is bad. */
    void settle() {
        for (SetRoom room : rooms()) {
            if (room.standing() instanceof Booting || room.standing() instanceof NotReady) {
                stand(room, room.templateHash().equals(BAD) ? new Stuck("Bad", "template", false) : new Ready(now));
            }
        }
    }

    void nobodyPlays() {
        rooms().forEach(room -> use(room, false));
    }

    /** The rooms of a state, without what tells apart states that are alike. */
    String state() {
        List<String> all = new ArrayList<>();
        for (SetRoom room : rooms.values()) {
            boolean available = room.standing() instanceof Ready ready
                    && !now.isBefore(ready.since().plus(desired.minReady()));
            all.add(room.templateHash().equals(desired.templateHash()) + "," + room.deleting() + "," + room.inUse()
                    + ","
                    + room.standing().getClass().getSimpleName() + "," + available);
        }
        all.sort(null);
        return desired.replicas() + " " + desired.maxSurge() + " " + desired.maxUnavailable() + " "
                + desired.rolloutType() + " " + desired.paused() + " " + all;
    }

    private void stand(SetRoom room, RoomStanding standing) {
        put(new SetRoom(room.name(), room.templateHash(), room.createdAt(), room.deleting(), room.inUse(),
                room.deletionCost(), standing));
    }

    private void use(SetRoom room, boolean inUse) {
        put(new SetRoom(room.name(), room.templateHash(), room.createdAt(), room.deleting(), inUse,
                room.deletionCost(), room.standing()));
    }

    private void delete(SetRoom room, int steps) {
        deletions.putIfAbsent(room.name(), steps);
        put(new SetRoom(room.name(), room.templateHash(), room.createdAt(), true, room.inUse(), room.deletionCost(),
                room.standing()));
    }

    private void put(SetRoom room) {
        rooms.put(room.name(), room);
    }
}
