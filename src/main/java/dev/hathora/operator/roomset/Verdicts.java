package dev.hathora.operator.roomset;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

import dev.hathora.operator.roomset.RoomStanding.Stuck;
import dev.hathora.operator.roomset.SetVerdict.Complete;
import dev.hathora.operator.roomset.SetVerdict.Paused;
import dev.hathora.operator.roomset.SetVerdict.Progressing;
import dev.hathora.operator.roomset.SetVerdict.Stalled;
import dev.hathora.operator.roomset.SetVerdict.WaitingForRoomsInUse;

/** Says in what state a set is, given its rooms and those that are removed. */
record Verdicts(SetView view, RemovalChoice choice) {
    /**
     * The verdict. What needs a user comes first, and then what needs no one. Rooms that are being deleted do not
     * matter once there are enough others, as for Deployments.
     *
     * @param acts whether the plan creates or removes rooms
     */
    SetVerdict verdict(boolean acts) {
        int wanted = view.desired().replicas();
        int available = view.count(view::isAvailable);
        int living = view.living().size();
        int outdated = view.count(view::isOutdated);
        Optional<Stalled> stalled = stalled();
        if (stalled.isPresent()) {
            return stalled.get();
        }
        if (acts || choice.replaceable() > 0 || available < wanted) {
            return new Progressing(awaited(wanted, living, available));
        }
        if (living > wanted) {
            return new WaitingForRoomsInUse(living - wanted, RemovalCause.SCALE_DOWN);
        }
        if (view.desired().rolls() && outdated > 0) {
            return new WaitingForRoomsInUse(outdated, RemovalCause.ROLLOUT);
        }
        return view.desired().paused() ? new Paused(outdated) : new Complete();
    }

    /** A stuck room of the current template is named first, because that is the one to change; then the oldest. */
    private Optional<Stalled> stalled() {
        List<SetRoom> stuck = view.living().stream()
                .filter(room -> room.standing() instanceof Stuck && !choice.isChosen(room))
                .sorted(Comparator.comparing(view::isOutdated).thenComparing(SetRoom::createdAt)
                        .thenComparing(SetRoom::name))
                .toList();
        return stuck.stream().findFirst().map(room -> room.standing() instanceof Stuck s
                ? new Stalled(room.name(), s.reason(), s.message(), stuck.size())
                : null);
    }

    private String awaited(int wanted, int living, int available) {
        StringJoiner parts = new StringJoiner("; ");
        int outdated = view.count(room -> view.isToBeReplaced(room) && !room.inUse());
        int going = view.existing() - choice.staying();
        if (outdated > 0) {
            parts.add(rooms(outdated) + " of an old template " + isOrAre(outdated) + " to be replaced");
        }
        if (living < wanted) {
            parts.add(living + " of " + rooms(wanted) + (isOne(living, wanted) ? " exists" : " exist"));
        }
        if (available < wanted) {
            parts.add(available + " of " + rooms(wanted) + (isOne(available, wanted) ? " is" : " are") + " available");
        }
        if (going > 0) {
            parts.add(rooms(going) + " " + isOrAre(going) + " being deleted");
        }
        return parts.toString();
    }

    private static String rooms(int number) {
        return number == 1 ? "1 room" : number + " rooms";
    }

    /** Whether a number of so many rooms is followed by a verb in the singular. */
    private static boolean isOne(int number, int of) {
        return number == 1 || of == 1;
    }

    private static String isOrAre(int number) {
        return number == 1 ? "is" : "are";
    }
}
