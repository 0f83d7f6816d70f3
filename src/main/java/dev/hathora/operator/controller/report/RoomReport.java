package dev.hathora.operator.controller.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import dev.hathora.operator.api.Binding;
import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.api.JsonText;
import dev.hathora.operator.controller.kubernetes.ResourceStore;
import dev.hathora.operator.controller.memory.Refusal;
import dev.hathora.operator.controller.memory.Refusal.WriteHeldBackException;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.memory.Writes;
import dev.hathora.operator.controller.report.ConnectionSecrets.SecretUnavailableException;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Reason;
import dev.hathora.operator.room.Situation;
import dev.hathora.operator.room.StatusProjection;
import dev.hathora.operator.room.StoredClaim;
import dev.hathora.operator.room.Timing;
import org.jspecify.annotations.Nullable;

/** What a pass tells in the end: connection Secret, status and events. */
public final class RoomReport {
    private final StatusProjection projection = new StatusProjection();
    private final ConnectionSecrets secrets;
    private final RoomEvents events;
    private final OperatorObserver observer;

    public RoomReport(ConnectionSecrets secrets, RoomEvents events, OperatorObserver observer) {
        this.secrets = secrets;
        this.events = events;
        this.observer = observer;
    }

    /**
     * Ends a pass: status is written if it changed, and if it is worth a write already.
     *
     * @param end how to rest
     * @throws ResourceStore.ResourceChangedException when the resource changed meanwhile
     */
    public PassResult conclude(PassScope scope, Situation s, Rest end) {
        HathoraRoom room = scope.room();
        TrackedRoom tracked = scope.tracked();
        HathoraRoomStatus before = statusOf(room);
        Refusal altered = tracked.writes().altered();
        Rest planned = toldOnce(altered == null ? end : altered.beside(end), before);
        Published published = new Published(planned, before.binding());
        HathoraRoomStatus after = project(room, s, planned, published);
        Instant reportAt = reportAt(tracked, planned, before, s.now());
        if (!s.now().isBefore(reportAt)) {
            published = publish(room, s, planned, after);
            after = project(room, s, planned, published);
        }
        Rest rest = published.told();
        if (!after.equals(before)) {
            rest = s.now().isBefore(reportAt)
                    ? rest.noLaterThan(reportAt)
                    : write(scope, s, rest, after);
        }
        return new PassResult(rest.watch(), Optional.ofNullable(rest.until()), tracked.queue().turn(), false);
    }

    /** Writes status, and tells in an event what changed; also that status could not be written, and what it was to say. */
    private Rest write(PassScope scope, Situation s, Rest rest, HathoraRoomStatus after) {
        TrackedRoom tracked = scope.tracked();
        boolean wasAltered = tracked.writes().altered() != null;
        try {
            complete(scope.store().writeStatus(scope.room(), after), scope.store(), s);
            measure(tracked, s, rest);
            announce(scope, s, rest);
            warnOfBooleanKeys(scope.room(), s);
            // what is said of a webhook is no longer true
            return wasAltered ? rest.noLaterThan(s.now()) : rest;
        } catch (WriteHeldBackException e) {
            if (e.refusal().lasts() && !wasAltered) {
                String message = e.getMessage() + " Status was to say " + rest.reason().conditionReason() + ": "
                        + rest.message();
                if (tracked.writes().isNews(withoutDetails(message))) {
                    events.warning(scope.room(), Reason.WRITE_REFUSED.conditionReason(), message);
                }
            }
            return rest.noLaterThan(wasAltered || !e.refusal().isAltered() ? e.refusal().again() : s.now());
        }
    }

    /** A claim of a version that did not say by whom it was made gets that said when status is written in any case. */
    private static void complete(HathoraRoom room, ResourceStore store, Situation s) {
        Claim claim = s.claims().current();
        if (claim == null || !claim.equals(s.subject()) || !s.claims().stored() || s.deleting()
                || StoredClaim.of(room).claimedBy() != null) {
            return;
        }
        try {
            HathoraRoom unused = store.claim(room, claim);
        } catch (WriteHeldBackException e) {
            // nothing depends on it now, and status is written again
        }
    }

    /**
     * Words that say the same, save for what changes each time, stay as they are: that a room waits its turn, for whatever;
     * that Kubernetes refuses a write, with the time or an id of the request.
     */
    private static Rest toldOnce(Rest rest, HathoraRoomStatus before) {
        var ready = before.condition("Ready");
        if (ready == null || !ready.getReason().equals(rest.reason().conditionReason())) {
            return rest;
        }
        boolean told = rest.reason() == Reason.RATE_LIMITED || (rest.reason() == Reason.WRITE_REFUSED
                && withoutDetails(ready.getMessage()).equals(withoutDetails(rest.message())));
        return told ? new Rest(rest.reason(), ready.getMessage(), rest.watch(), rest.until()) : rest;
    }

    /** Without words of six characters and more that hold a digit. */
    private static String withoutDetails(String message) {
        return message.replaceAll("(?=\\S*\\d)\\S{6,}", "…");
    }

    private static boolean waited(HathoraRoomStatus before) {
        var ready = before.condition("Ready");
        return ready != null && ready.getReason().equals(Reason.RATE_LIMITED.conditionReason());
    }

    /** What conditions are to say, and the Secret that status may name. */
    private record Published(Rest told, @Nullable Binding binding) {}

    private HathoraRoomStatus project(HathoraRoom room, Situation s, Rest rest, Published published) {
        return projection.project(s, rest, published.told(), statusOf(room), room.getMetadata().getGeneration(),
                published.binding());
    }

    /** Brings the connection Secret up to date before status says so. */
    private Published publish(HathoraRoom room, Situation s, Rest rest, HathoraRoomStatus after) {
        Binding before = statusOf(room).binding();
        if (s.deleting()) {
            secrets.update(room, after);
            return new Published(rest, before);
        }
        try {
            return new Published(rest, secrets.publish(room, after));
        } catch (SecretUnavailableException e) {
            secrets.update(room, after);
            return new Published(rest.beside(Reason.CONNECTION_SECRET_UNAVAILABLE, e.getMessage() + ".",
                    s.now().plus(e.again())), e.keep(before));
        }
    }

    /** From when on a status is worth a write: a room that was just created may be up before anybody could read it. */
    private static Instant reportAt(TrackedRoom tracked, Rest rest, HathoraRoomStatus before, Instant now) {
        if (rest.reason() == Reason.VERIFYING
                && tracked.known().observation() instanceof Observation.NotFound notFound) {
            // a single 404 is seldom true: nobody need hear of it
            return notFound.since().plus(Timing.HOLD_BACK_AFTER_404);
        }
        Instant waitsSince = tracked.queue().waitsSince();
        if (waitsSince != null) {
            return waitsSince.plus(Timing.HOLD_BACK);
        }
        boolean booting = rest.reason() == Reason.STARTING || rest.reason() == Reason.SCHEDULING;
        Instant createdAt = tracked.milestones().createdAt();
        if (!booting || createdAt == null) {
            return Instant.EPOCH;
        }
        if (!waited(before)) {
            return createdAt.plus(Timing.HOLD_BACK);
        }
        // the look that may find it ready waits its turn, too
        boolean looked = tracked.looks().last().isAfter(createdAt);
        return (looked ? createdAt : now).plus(Timing.HOLD_BACK_AFTER_WAITING);
    }

    /** How long the way to a room that can be joined was; where a human or spec stopped it, nobody wants to know. */
    private void measure(TrackedRoom tracked, Situation s, Rest rest) {
        switch (rest.reason().kind()) {
            case PROGRESSING, UNREACHABLE -> {
                // still on its way
            }
            case READY, AS_OBSERVED, FINISHED, STALLED -> {
                Instant claimedAt = tracked.milestones().takeClaimedAt();
                if (claimedAt != null && rest.reason() == Reason.ACTIVE) {
                    observer.ready(Duration.between(claimedAt, s.now()));
                }
            }
        }
    }

    /** Once for each generation of spec. Without quotes, YAML 1.1 makes another key of some, and nobody sees it in the manifest. */
    private void warnOfBooleanKeys(HathoraRoom room, Situation s) {
        JsonText config = room.getSpec() == null ? null : room.getSpec().roomConfigJson();
        if (config != null && config.booleanKey() && !s.deleting()
                && !Objects.equals(statusOf(room).observedGeneration(), room.getMetadata().getGeneration())) {
            events.warning(room, RoomEvents.ROOM_CONFIG_SUSPICIOUS,
                    "spec.roomConfigJson has a key \"true\" or \"false\": "
                            + "kubectl reads YAML 1.1, where y, yes, on, n, no and off are booleans unless they are in quotes. "
                            + "If another key was meant, put it in quotes");
        }
    }

    /** Events for what status says now and did not say before. */
    private void announce(PassScope scope, Situation s, Rest rest) {
        HathoraRoom room = scope.room();
        var ready = statusOf(room).condition("Ready");
        if (ready != null && ready.getReason().equals(rest.reason().conditionReason())) {
            return;
        }
        switch (rest.reason().kind()) {
            case STALLED, UNREACHABLE -> events.warning(room, rest.reason().conditionReason(), rest.message());
            case READY, AS_OBSERVED, FINISHED, PROGRESSING -> {
                if (rest.reason() == Reason.ACTIVE) {
                    events.normal(room, RoomEvents.ROOM_ACTIVE, rest.message());
                } else if (s.ended() && s.target() != null
                        && scope.tracked().milestones().announceEnd(s.target().roomId())) {
                    events.normal(room, RoomEvents.ROOM_ENDED, "Room " + s.target().roomId() + " ended by itself");
                } else if (rest.reason() == Reason.RATE_LIMITED) {
                    events.warning(room, rest.reason().conditionReason(), rest.message());
                }
            }
        }
    }

    private static HathoraRoomStatus statusOf(HathoraRoom room) {
        return Objects.requireNonNullElse(room.getStatus(), HathoraRoomStatus.EMPTY);
    }
}
