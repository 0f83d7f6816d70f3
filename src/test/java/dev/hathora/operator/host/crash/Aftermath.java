package dev.hathora.operator.host.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The promises, by the database, by the processes of the machine and by the API. */
record Aftermath(Scene scene) {
    /** What is not settled, or a promise that is broken; empty: all is well. */
    List<String> complaints() {
        List<String> all = new ArrayList<>(scene.records().unsettled());
        if (!all.isEmpty()) {
            // To look at all processes of the machine takes long.
            return all;
        }
        all.addAll(scene.records().contradictions());
        Set<String> recorded = new HashSet<>(scene.living());
        List<LivingGames> games = scene.livingGames();
        Set<String> living = games.stream().map(LivingGames::processId).collect(Collectors.toSet());
        difference(living, recorded).forEach(id -> all.add(id + " lives, and no record says so"));
        difference(recorded, living).forEach(id -> all.add(id + " is recorded, and does not live"));
        games.stream().collect(Collectors.groupingBy(LivingGames::processId,
                Collectors.mapping(LivingGames::session, Collectors.toSet())))
                .forEach((id, sessions) -> {
                    if (sessions.size() > 1) {
                        all.add(id + " runs " + sessions.size() + " times");
                    }
                });
        try {
            Set<String> kept = scene.kept();
            difference(kept, recorded).forEach(id -> all.add(id + " has ended, and is not forgotten"));
            difference(recorded, kept).forEach(id -> all.add(id + " runs, and can't be found again"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> begun = scene.begun();
        begun.stream().filter(id -> Collections.frequency(begun, id) > 1)
                .forEach(id -> all.add("more than one game server began for " + id));
        return all;
    }

    private static Set<String> difference(Set<String> all, Set<String> without) {
        Set<String> rest = new HashSet<>(all);
        rest.removeAll(without);
        return rest;
    }

    /** What was acknowledged, and is not so. */
    List<String> forgotten() {
        return scene.acknowledged().entrySet().stream()
                .filter(room -> !scene.status(room.getKey()).equals(room.getValue()))
                .map(room -> room + " was acknowledged, but is " + scene.status(room.getKey())).toList();
    }

    /** Ids that could be used a second time. */
    List<String> reusable() {
        return scene.made().stream().filter(room -> !scene.isUsed(room)).toList();
    }
}
