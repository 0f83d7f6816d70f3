package dev.hathora.operator.roomset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.hathora.operator.roomset.RoomStanding.Booting;
import dev.hathora.operator.roomset.RoomStanding.Ended;
import dev.hathora.operator.roomset.RoomStanding.NotReady;
import dev.hathora.operator.roomset.RoomStanding.Ready;
import dev.hathora.operator.roomset.RoomStanding.Stuck;

/** Chooses the rooms that a rollout or a scale-down removes. Rooms in use are never chosen. */
final class RemovalChoice {
    private final SetView view;
    private final Set<String> chosen = new HashSet<>();
    private final List<SetPlan.Removal> removals = new ArrayList<>();

    /** The available rooms that stay. */
    private int available;
    /** These, and those of an old template that are not available but may have players. */
    private int expected;
    /** The rooms that stay for now and that the rollout can still replace. */
    private int replaceable;

    private RemovalChoice(SetView view) {
        this.view = view;
        available = view.count(view::isAvailable);
        expected = view.count(room -> view.isAvailable(room) || (view.isToBeReplaced(room) && mayHavePlayers(room)));
        replaceable = view.count(room -> view.isToBeReplaced(room) && !room.inUse());
    }

    /** The choice. */
    static RemovalChoice of(SetView view) {
        RemovalChoice choice = new RemovalChoice(view);
        choice.rollOut();
        choice.scaleDown();
        return choice;
    }

    boolean isChosen(SetRoom room) {
        return chosen.contains(room.name());
    }

    /** The living rooms that are not chosen. */
    int staying() {
        return view.living().size() - removals.size();
    }

    /** The rooms among them that the rollout can replace later. */
    int replaceable() {
        return replaceable;
    }

    /** What is removed. */
    List<SetPlan.Removal> removals() {
        return removals;
    }

    /**
     * Rooms of an old template that can't have players go at once. Of the others, as many go as are not needed for
     * {@link SetDesired#minAvailable}. A room that is not ready, or stuck while it runs, counts here as if it were ready:
     * while Hathora can't be asked, or the token is revoked, no room is ready, and a rollout must not use that to remove
     * all of them.
     */
    private void rollOut() {
        long needed = view.target(Math.min(replaceable, view.count(room -> !view.isOutdated(room))));
        for (SetRoom room : view.living()) {
            if (!view.isToBeReplaced(room) || room.inUse()) {
                continue;
            }
            if (!mayHavePlayers(room) || (expected > view.desired().minAvailable() && canSpare(room))) {
                // a scale-down that meets a rollout takes rooms of the old template
                choose(room, staying() > needed ? RemovalCause.SCALE_DOWN : RemovalCause.ROLLOUT);
            }
        }
    }

    /** In a rollout, also a scale-down leaves enough available rooms. */
    private void scaleDown() {
        boolean rollout = view.living().stream().anyMatch(view::isToBeReplaced);
        for (SetRoom room : view.living()) {
            if (staying() <= view.target(replaceable)) {
                return;
            }
            if (!room.inUse() && !isChosen(room) && (!rollout || canSpare(room))) {
                choose(room, RemovalCause.SCALE_DOWN);
            }
        }
    }

    private void choose(SetRoom room, RemovalCause cause) {
        chosen.add(room.name());
        removals.add(new SetPlan.Removal(room.name(), cause));
        if (view.isAvailable(room)) {
            available--;
        }
        if (view.isAvailable(room) || (view.isToBeReplaced(room) && mayHavePlayers(room))) {
            expected--;
        }
        if (view.isToBeReplaced(room)) {
            replaceable--;
        }
    }

    private boolean canSpare(SetRoom room) {
        return !view.isAvailable(room) || available > view.desired().minAvailable();
    }

    private static boolean mayHavePlayers(SetRoom room) {
        return switch (room.standing()) {
            case Ready r -> true;
            case NotReady n -> true;
            case Booting b -> false;
            case Stuck s -> s.running();
            case Ended e -> false;
        };
    }
}
