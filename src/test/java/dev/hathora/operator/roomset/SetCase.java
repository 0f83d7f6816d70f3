package dev.hathora.operator.roomset;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A set in words. A room is written {@code a: old ready in-use}: its name, and what differs from a room of the current
 * template that was created an hour ago and boots. Words are {@code old}, {@code ready}, {@code ready=SECONDS}, {@code
 * lost}, {@code ended}, {@code stuck}, {@code stuck-running}, {@code in-use}, {@code deleting}, {@code cost=NUMBER} and {@code age=MINUTES}.
 */
record SetCase(SetDesired desired, List<SetRoom> rooms) {
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    static final String NEW = "new";
    private static final RoomStanding STUCK = new RoomStanding.Stuck("Forbidden", "use another token", false);
    private static final RoomStanding RUNNING = new RoomStanding.Stuck("Forbidden", "use another token", true);

    /** A set that replaces its rooms one by one, and creates the new one first. */
    static SetCase set(int replicas, String... rooms) {
        return new SetCase(new SetDesired(replicas, 1, 0, RolloutType.ROLLING, Duration.ZERO, false, NEW),
                Arrays.stream(rooms).map(SetCase::room).toList());
    }

    SetCase surge(int most) {
        return with(new SetDesired(desired.replicas(), most, desired.maxUnavailable(), desired.rolloutType(),
                desired.minReady(), desired.paused(), NEW));
    }

    SetCase unavailable(int most) {
        return with(new SetDesired(desired.replicas(), desired.maxSurge(), most, desired.rolloutType(),
                desired.minReady(), desired.paused(), NEW));
    }

    SetCase onDelete() {
        return with(new SetDesired(desired.replicas(), desired.maxSurge(), desired.maxUnavailable(),
                RolloutType.ON_DELETE, desired.minReady(), desired.paused(), NEW));
    }

    SetCase minReady(Duration atLeast) {
        return with(new SetDesired(desired.replicas(), desired.maxSurge(), desired.maxUnavailable(),
                desired.rolloutType(), atLeast, desired.paused(), NEW));
    }

    SetCase paused() {
        return with(new SetDesired(desired.replicas(), desired.maxSurge(), desired.maxUnavailable(),
                desired.rolloutType(), desired.minReady(), true, NEW));
    }

    private SetCase with(SetDesired other) {
        return new SetCase(other, rooms);
    }

    SetPlan plan() {
        return new SetPlanner().plan(desired, rooms, NOW);
    }

    private static SetRoom room(String words) {
        List<String> all = List.of(words.split("[: ]+"));
        return new SetRoom(all.getFirst(), all.contains("old") ? "old" : NEW,
                NOW.minus(Duration.ofMinutes(number(all, "age=", 60))), all.contains("deleting"),
                all.contains("in-use"), number(all, "cost=", 0), standing(all));
    }

    private static RoomStanding standing(List<String> words) {
        return Stream.of(words).flatMap(List::stream).flatMap(word -> switch (word) {
            case "ready" -> Stream.of(new RoomStanding.Ready(NOW.minusSeconds(3600)));
            case "lost" -> Stream.of(new RoomStanding.NotReady());
            case "ended" -> Stream.of(new RoomStanding.Ended());
            case "stuck" -> Stream.of(STUCK);
            case "stuck-running" -> Stream.of(RUNNING);
            default -> word.startsWith("ready=")
                    ? Stream.of(new RoomStanding.Ready(NOW.minusSeconds(number(words, "ready=", 0))))
                    : Stream.<RoomStanding>empty();
        }).findFirst().orElse(new RoomStanding.Booting());
    }

    private static int number(List<String> words, String key, int otherwise) {
        return words.stream().filter(word -> word.startsWith(key)).map(word -> word.substring(key.length()))
                .mapToInt(Integer::parseInt).findFirst().orElse(otherwise);
    }

    /** What the plan does, such as {@code create 1, ROLLOUT a, ENDED b}, or {@code nothing}. */
    static String inWords(SetPlan plan) {
        Stream<String> created = plan.create() == 0 ? Stream.empty() : Stream.of("create " + plan.create());
        String words = Stream.concat(created, plan.remove().stream().map(r -> r.cause() + " " + r.room()))
                .collect(Collectors.joining(", "));
        return words.isEmpty() ? "nothing" : words;
    }

    /** The verdict, such as {@code waiting for 1 in use, ROLLOUT}. */
    static String inWords(SetVerdict verdict) {
        return switch (verdict) {
            case SetVerdict.Complete c -> "complete";
            case SetVerdict.Progressing p -> p.awaited();
            case SetVerdict.WaitingForRoomsInUse w -> "waiting for " + w.rooms() + " in use, " + w.cause();
            case SetVerdict.Paused p -> "paused, " + p.outdated() + " outdated";
            case SetVerdict.Stalled s -> s.rooms() + " stalled: " + s.room() + " " + s.reason() + ", " + s.message();
        };
    }
}
