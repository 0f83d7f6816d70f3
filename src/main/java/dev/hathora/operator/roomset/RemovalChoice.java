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
    private final List<SetRoom> inOrder = new ArrayList<>();

    /** The available rooms that stay. */
    private int available;
    /** These, and those of an old template that may become available again by themselves. */
    private int expected;
    /** The rooms that stay for now and that the rollout can still replace. */
    private int replaceable;

    private RemovalChoice(SetView view) {
        this.view = view;
        available = view.count(view::isAvailable);
        expected = view.count(room -> view.isAvailable(room) || (view.isToBeReplaced(room) && mayReturn(room)));
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
        return view.living().size() - inOrder.size();
    }

    /** The rooms among them that the rollout can replace later. */
    int replaceable() {
        return replaceable;
    }

    /** What is removed. The cause is the scale-down for as many rooms as there are beyond what the rollout needs. */
    List<SetPlan.Removal> removals() {
        int updated = view.count(room -> !view.isOutdated(room));
        int old = view.count(room -> view.isToBeReplaced(room) && !room.inUse());
        long surplus = view.living().size() - view.target(Math.min(old, updated));
        List<SetPlan.Removal> removals = new ArrayList<>();
        for (SetRoom room : inOrder) {
            removals.add(new SetPlan.Removal(room.name(),
                    removals.size() < surplus ? RemovalCause.SCALE_DOWN : RemovalCause.ROLLOUT));
        }
        return removals;
    }

    /**
     * Rooms of an old template that never came up, or are stuck, go at once. Of the others, as many go as are not
     * needed for {@link SetDesired#minAvailable}. A room that is not ready counts here as if it were: while Hathora
     * can't be asked, no room is ready, and a rollout must not use that to remove all of them.
     */
    private void rollOut() {
        for (SetRoom room : view.living()) {
            if (!view.isToBeReplaced(room) || room.inUse()) {
                continue;
            }
            if (!mayReturn(room) || (expected > view.desired().minAvailable() && canSpare(room))) {
                choose(room);
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
                choose(room);
            }
        }
    }

    private void choose(SetRoom room) {
        chosen.add(room.name());
        inOrder.add(room);
        if (view.isAvailable(room)) {
            available--;
        }
        if (view.isAvailable(room) || (view.isToBeReplaced(room) && mayReturn(room))) {
            expected--;
        }
        if (view.isToBeReplaced(room)) {
            replaceable--;
        }
    }

    private boolean canSpare(SetRoom room) {
        return !view.isAvailable(room) || available > view.desired().minAvailable();
    }

    private static boolean mayReturn(SetRoom room) {
        return switch (room.standing()) {
            case Ready r -> true;
            case NotReady n -> true;
            case Booting b -> false;
            case Stuck s -> false;
            case Ended e -> false;
        };
    }
}
