package dev.hathora.operator.crash;

import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.DeletionPropagation;

/**
 * A step in the life of a set, in which the operator may die.
 *
 * @param name what happens
 * @param given how things are before; an operator works already
 * @param action what the user does; the operator dies in what it does about that
 * @param allowed how many rooms may exist at a time
 * @param outcome what is so when all is settled
 */
record SetTransition(String name, Consumer<SetScene> given, Consumer<SetScene> action, int allowed,
        Predicate<SetScene> outcome) {
    static Stream<SetTransition> all() {
        return Stream.of(
                new SetTransition("scale 0 to 2", s -> s.complete(0, "one"), s -> s.user().scale(SetScene.HUBS, 2), 2,
                        s -> s.isComplete(2, "one")),
                new SetTransition("roll out to 2", s -> s.complete(2, "one"), s -> s.apply(2, "two"), 3,
                        s -> s.isComplete(2, "two")),
                new SetTransition("scale 2 to 1", s -> s.complete(2, "one"), s -> s.user().scale(SetScene.HUBS, 1), 2,
                        s -> s.isComplete(1, "one")),
                new SetTransition("delete with 2 rooms", s -> s.complete(2, "one"),
                        s -> s.user().delete(SetScene.HUBS, DeletionPropagation.BACKGROUND), 2,
                        s -> s.isGone() && s.resources().isEmpty() && s.liveRooms().isEmpty()),
                new SetTransition("orphan 2 rooms", s -> s.complete(2, "one"),
                        s -> s.user().delete(SetScene.HUBS, DeletionPropagation.ORPHAN), 2,
                        SetTransition::orphaned),
                new SetTransition("create 2 and orphan them at once", s -> s.complete(0, "one"), s -> {
                    s.user().scale(SetScene.HUBS, 2);
                    s.user().await(SetScene.HUBS, "begins", status -> !s.resources().isEmpty());
                    s.user().delete(SetScene.HUBS, DeletionPropagation.ORPHAN);
                }, 2, s -> s.isGone() && s.liveRooms().size() == s.resources().size()
                        && s.resources().stream().allMatch(room -> room.getStatus() != null
                                && room.getStatus().roomId() != null)),
                new SetTransition("adopt 2 orphans", s -> {
                    s.complete(2, "one");
                    s.user().delete(SetScene.HUBS, DeletionPropagation.ORPHAN);
                    s.user().awaitGone(SetScene.HUBS);
                }, s -> s.apply(2, "one"), 2, s -> s.isComplete(2, "one")));
    }

    private static boolean orphaned(SetScene scene) {
        return scene.isGone() && scene.resources().size() == 2 && scene.liveRooms().size() == 2
                && scene.resources().stream().allMatch(room -> room.getMetadata().getOwnerReferences().isEmpty()
                        && !room.isMarkedForDeletion());
    }

    @Override
    public String toString() {
        return name;
    }
}
