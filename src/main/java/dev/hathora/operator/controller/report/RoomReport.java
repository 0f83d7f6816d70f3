package dev.hathora.operator.controller.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import dev.hathora.operator.api.JsonText;
import dev.hathora.operator.api.hathoraroom.Binding;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.controller.kubernetes.ResourceStore;
import dev.hathora.operator.controller.memory.Refusal;
import dev.hathora.operator.controller.memory.Refusal.WriteHeldBackException;
import dev.hathora.operator.controller.memory.ResourceWrite;
import dev.hathora.operator.controller.memory.TrackedRoom;
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

/** Reports the result of a pass to users: connection Secret, status and events. */
public final class RoomReport {
    private final StatusProjection projection = new StatusProjection();
    private final ConnectionSecrets secrets;
    private final RoomEvents events;

    /**
     * @param secrets writes the connection details
     * @param events reports what status newly says
     */
    public RoomReport(ConnectionSecrets secrets, RoomEvents events) {
        this.secrets = secrets;
        this.events = events;
    }

    /**
     * Ends a pass. Status is written if it changed, unless the change is still held back.
     *
     * @param end the result of the plan: what status says, and when the next pass is due
     * @return when and how to continue; status that is held back is due later
     * @throws ResourceStore.ResourceChangedException if the resource changed meanwhile
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
        if (after.equals(before) && altered != null && altered.isDue(s.now())) {
            // status is stored as it would be written, so there is nothing to retry
            tracked.writes().taken(ResourceWrite.STATUS);
            return conclude(scope, s, end);
        }
        Rest rest = published.told();
        if (!after.equals(before)) {
            rest = s.now().isBefore(reportAt)
                    ? rest.noLaterThan(reportAt)
                    : write(scope, s, rest, after);
        }
        return new PassResult(rest.watch(), Optional.ofNullable(rest.until()), tracked.queue().turn(), false);
    }

    /**
     * Writes status and reports the change in an event. If status is refused, an event says so now and then, and what
     * status would have said.
     */
    private Rest write(PassScope scope, Situation s, Rest rest, HathoraRoomStatus after) {
        TrackedRoom tracked = scope.tracked();
        Refusal altered = tracked.writes().altered();
        try {
            complete(scope.store().writeStatus(scope.room(), after), scope.store(), s);
            measure(tracked, s, rest);
            announce(scope, s, rest);
            warnOfBooleanKeys(scope.room(), s);
            // what status says about a webhook is no longer true, unless the retry is yet to come
            return altered != null && altered.isDue(s.now()) ? rest.noLaterThan(s.now()) : rest;
        } catch (WriteHeldBackException e) {
            if (e.refusal().lasts() && altered == null) {
                String message = e.getMessage() + " The intended status was " + rest.reason().conditionReason() + ": "
                        + rest.message();
                if (tracked.writes().isNews(withoutDetails(message), s.now())) {
                    events.warning(scope.room(), Reason.WRITE_REFUSED.conditionReason(), message);
                }
            }
            return rest.noLaterThan(altered != null || !e.refusal().isAltered() ? e.refusal().again() : s.now());
        }
    }

    /**
     * Adds the missing claimed-by annotation to a claim of an older operator version. Done only when status is written
     * anyway.
     */
    private static void complete(HathoraRoom room, ResourceStore store, Situation s) {
        Claim claim = s.claims().current();
        if (claim == null || !claim.equals(s.subject()) || !s.claims().stored() || s.deleting()
                || StoredClaim.of(room).claimedBy() != null) {
            return;
        }
        try {
            HathoraRoom unused = store.claim(room, claim);
        } catch (WriteHeldBackException e) {
            // nothing depends on it now; it is retried with the next write of status
        }
    }

    /**
     * Keeps the present message if the new one differs only in details that change each time: what a call that waits
     * for its permit is for, or the time or request id in a refusal by Kubernetes. This avoids needless writes of
     * status.
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

    /** Replaces words of six or more characters that contain a digit. */
    private static String withoutDetails(String message) {
        return message.replaceAll("(?=\\S*\\d)\\S{6,}", "…");
    }

    private static boolean waited(HathoraRoomStatus before) {
        var ready = before.condition("Ready");
        return ready != null && ready.getReason().equals(Reason.RATE_LIMITED.conditionReason());
    }

    /** What the conditions are to say, and the Secret that status is to name. */
    private record Published(Rest told, @Nullable Binding binding) {}

    private HathoraRoomStatus project(HathoraRoom room, Situation s, Rest rest, Published published) {
        return projection.project(s, rest, published.told(), statusOf(room), room.getMetadata().getGeneration(),
                published.binding());
    }

    /** Brings the connection Secret up to date before status names it. */
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

    /**
     * From when on a change of status is written. A room that was just created may be ready before anybody could read
     * the status.
     */
    private static Instant reportAt(TrackedRoom tracked, Rest rest, HathoraRoomStatus before, Instant now) {
        if (rest.reason() == Reason.VERIFYING
                && tracked.known().observation() instanceof Observation.NotFound notFound) {
            // a single 404 is rarely true, so it is not reported yet
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
        // the poll that may find the room ready waits for a permit as well
        boolean looked = tracked.looks().last().isAfter(createdAt);
        return (looked ? createdAt : now).plus(Timing.HOLD_BACK_AFTER_WAITING);
    }

    /** Measures the time from claim to ready. It is not measured if an error or spec stopped the room on its way. */
    private void measure(TrackedRoom tracked, Situation s, Rest rest) {
        switch (rest.reason().kind()) {
            case PROGRESSING, UNREACHABLE -> {
                // not ready yet
            }
            case READY, AS_OBSERVED, FINISHED, STALLED -> {
                Instant claimedAt = tracked.milestones().takeClaimedAt();
                if (claimedAt != null && rest.reason() == Reason.ACTIVE) {
                    events.observer().ready(Duration.between(claimedAt, s.now()));
                }
            }
        }
    }

    /**
     * Warns once per generation of spec about a key that YAML 1.1 may have turned into a boolean. The manifest does not
     * show it.
     */
    private void warnOfBooleanKeys(HathoraRoom room, Situation s) {
        JsonText config = room.getSpec() == null ? null : room.getSpec().roomConfigJson();
        if (config != null && config.booleanKey() && !s.deleting()
                && !Objects.equals(statusOf(room).observedGeneration(), room.getMetadata().getGeneration())) {
            events.warning(room, RoomEvents.ROOM_CONFIG_SUSPICIOUS,
                    "spec.roomConfigJson has a key \"true\" or \"false\": "
                            + "kubectl reads YAML 1.1, where y, yes, on, n, no and off are booleans unless they are in quotes. "
                            + "If you meant another key, put it in quotes");
        }
    }

    /** Reports what status says now and did not say before. */
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
