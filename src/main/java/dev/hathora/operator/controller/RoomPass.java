package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

import dev.hathora.operator.api.Binding;
import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomSpec;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.controller.Accounts.MissingCredentialsException;
import dev.hathora.operator.controller.ConnectionSecrets.SecretUnavailableException;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Claims;
import dev.hathora.operator.room.DesiredRoom;
import dev.hathora.operator.room.History;
import dev.hathora.operator.room.Plan;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import dev.hathora.operator.room.Planner;
import dev.hathora.operator.room.Reason;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.room.Setback;
import dev.hathora.operator.room.Situation;
import dev.hathora.operator.room.StatusProjection;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over one resource: plan and execute until the plan is to rest, then project status and write it if it
 * changed. The only place where the four meet.
 */
final class RoomPass {
    private static final Logger log = LoggerFactory.getLogger(RoomPass.class);

    /** A room that is up within this time is reported once, as active, and not before as scheduling. */
    private static final Duration HOLD_BACK = Duration.ofSeconds(1);
    private static final Duration REPEATED = Duration.ofSeconds(1);
    private static final Duration CREDENTIALS_AGAIN = Duration.ofSeconds(30);
    private static final Duration SECRET_AGAIN = Duration.ofSeconds(60);

    private final Planner planner = new Planner();
    private final StatusProjection projection = new StatusProjection();
    private final StepExecutor steps;
    private final RoomEvents events;
    private final Accounts accounts;
    private final ConnectionSecrets secrets;
    private final InstantSource clock;
    private final Backoff backoff;
    private final @Nullable String defaultAppId;

    RoomPass(Accounts accounts, ConnectionSecrets secrets, RoomEvents events, InstantSource clock,
            RandomGenerator random,
            @Nullable String defaultAppId) {
        this.steps = new StepExecutor(clock, events);
        this.events = events;
        this.accounts = accounts;
        this.secrets = secrets;
        this.clock = clock;
        this.backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), random);
        this.defaultAppId = defaultAppId;
    }

    /**
     * How a pass ended.
     *
     * @param watch how to watch the room until the next one
     * @param next when the next one is due although nothing changed; empty: not on account of time
     * @param released whether nothing is left to be done for this resource
     */
    record Result(Watch watch, Optional<Instant> next, boolean released) {
        static final Result RELEASED = new Result(Watch.NONE, Optional.empty(), true);
    }

    /**
     * Runs a pass. The room's lock is held by the caller.
     *
     * @param heldBy another, older resource that holds the same room; null: none
     * @param deleting whether the resource is being deleted, or is gone
     * @throws ResourceStore.ResourceChangedException when the resource changed meanwhile
     */
    Result run(HathoraRoom start, TrackedRoom tracked, ResourceStore store, @Nullable String heldBy, boolean deleting) {
        HathoraRoom room = start;
        Set<Plan.Step> done = new HashSet<>();
        boolean looked = false;
        while (true) {
            Situation s = situation(room, tracked, heldBy, deleting);
            tracked.target(s.target());
            LogContext.roomId(s.target());
            Plan plan = planner.plan(s);
            if (plan instanceof Rest rest) {
                tracked.succeeded();
                return conclude(room, tracked, store, s, rest);
            }
            Plan.Step step = (Plan.Step) plan;
            boolean look = step instanceof Plan.LookUp;
            if (look ? looked : !done.add(step)) {
                // Hathora's answers lag behind what it has accepted
                return conclude(room, tracked, store, s, repeated(s));
            }
            looked = look;
            try {
                if (step instanceof Plan.Release release) {
                    steps.release(release.outcome(), room, tracked, store);
                    return Result.RELEASED;
                }
                if (step instanceof Plan.DeleteResource) {
                    store.delete(room);
                    return new Result(Watch.NONE, Optional.empty(), false);
                }
                room = execute(step, room, tracked, store, s.claims());
            } catch (HathoraException e) {
                if (e.kind() == ErrorKind.UNAUTHORIZED && rereadCredentials(room, tracked)) {
                    done.remove(step);
                    looked = false;
                    continue;
                }
                log.info("{}", e.getMessage());
                Rest rest = Setback.rest(e, Watch.NONE, backoff.after(tracked.failed()), clock.instant());
                return conclude(room, tracked, store, situation(room, tracked, heldBy, deleting), wayOut(rest, s));
            } catch (MissingCredentialsException e) {
                return conclude(room, tracked, store, situation(room, tracked, heldBy, deleting),
                        missingCredentials(e, s));
            }
        }
    }

    private Situation situation(HathoraRoom room, TrackedRoom tracked, @Nullable String heldBy, boolean deleting) {
        HathoraRoomStatus status = Objects.requireNonNullElse(room.getStatus(), HathoraRoomStatus.EMPTY);
        Map<String, String> annotations = Objects.requireNonNullElse(room.getMetadata().getAnnotations(), Map.of());
        RoomIds ids = new RoomIds(room.getMetadata().getNamespace(), room.getMetadata().getName(),
                room.getMetadata().getUid());
        // no field is required where an API server checks nothing
        HathoraRoomSpec spec = room.getSpec() != null
                ? room.getSpec()
                : Serialization.unmarshal("{}", HathoraRoomSpec.class);
        String claimedAppId = status.appId() != null ? status.appId() : annotations.get(HathoraRoom.APP_ID);
        DesiredRoom desired = DesiredRoom.from(spec, claimedAppId, defaultAppId);
        Claims claims = Claims.read(ids, desired.roomId(), desired.appId(),
                new Claims.Stored(annotations.get(HathoraRoom.ROOM_ID), annotations.get(HathoraRoom.APP_ID),
                        room.hasFinalizer(HathoraRoom.FINALIZER), status.roomId(), status.appId()),
                tracked.claim());
        steps.recall(tracked, room, claims);
        return new Situation(ids, desired, claims, tracked.observation(), tracked.attempts(),
                new History(status.allocations()), deleting, annotations.get(HathoraRoom.ABANDON_ROOM), heldBy,
                clock.instant());
    }

    private HathoraRoom execute(Plan.Step step, HathoraRoom room, TrackedRoom tracked, ResourceStore store,
            Claims claims) {
        switch (step) {
            case Plan.ClaimRoom s -> {
                return tracked.wrote(room, steps.claim(s.claim(), room, claims, tracked, store));
            }
            case Plan.LookUp s -> steps.lookUp(s.claim(), tracked, cloud(room, tracked));
            case Plan.CreateRoom s -> steps.create(s, room, tracked, cloud(room, tracked));
            case Plan.UpdateRoomConfig s -> steps.updateConfig(s, room, tracked, cloud(room, tracked));
            case Plan.SuspendRoom s -> steps.suspend(s.claim(), room, tracked, cloud(room, tracked));
            case Plan.ResumeRoom s -> steps.resume(s.claim(), room, tracked, cloud(room, tracked));
            case Plan.DestroyRoom s -> steps.destroy(s.claim(), tracked, cloud(room, tracked));
            case Plan.Release s -> throw new IllegalStateException("ends the pass");
            case Plan.DeleteResource s -> throw new IllegalStateException("ends the pass");
        }
        return room;
    }

    private HathoraCloud cloud(HathoraRoom room, TrackedRoom tracked) {
        HathoraCloud cloud;
        try {
            cloud = accounts.of(room);
        } catch (MissingCredentialsException e) {
            cloud = tracked.cloud();
            if (!room.isMarkedForDeletion() || cloud == null) {
                throw e;
            }
            // a namespace that is deleted as a whole may lose its Secret before its rooms
            log.info("{}. The token that was there last is used to end the room", e.getMessage());
        }
        tracked.cloud(cloud);
        return cloud;
    }

    /** After a 401: whether there is another token by now. */
    private boolean rereadCredentials(HathoraRoom room, TrackedRoom tracked) {
        HathoraCloud refused = tracked.cloud();
        return refused != null && !refused.equals(cloud(room, tracked));
    }

    private Result conclude(HathoraRoom room, TrackedRoom tracked, ResourceStore store, Situation s, Rest planned) {
        HathoraRoomStatus before = Objects.requireNonNullElse(room.getStatus(), HathoraRoomStatus.EMPTY);
        Published published = new Published(planned, before.binding());
        HathoraRoomStatus after = project(room, s, before, published);
        Instant reportAt = reportAt(tracked, planned);
        if (!s.deleting() && !s.now().isBefore(reportAt)) {
            published = publish(room, s, planned, after);
            after = project(room, s, before, published);
        }
        Rest rest = published.rest();
        if (!after.equals(before) && !s.now().isBefore(reportAt)) {
            tracked.wrote(room, store.writeStatus(room, after));
            announce(room, tracked, s, rest, before);
        }
        Instant next = rest.until();
        if (s.now().isBefore(reportAt) && (next == null || reportAt.isBefore(next))) {
            next = reportAt;
        }
        return new Result(rest.watch(), Optional.ofNullable(next), false);
    }

    /** How to rest, and the Secret that status may name. */
    private record Published(Rest rest, @Nullable Binding binding) {}

    private HathoraRoomStatus project(HathoraRoom room, Situation s, HathoraRoomStatus before, Published published) {
        return projection.project(s, published.rest(), before, room.getMetadata().getGeneration(), published.binding());
    }

    /** Brings the connection Secret up to date before status says so. */
    private Published publish(HathoraRoom room, Situation s, Rest rest, HathoraRoomStatus after) {
        try {
            secrets.publish(room, after);
            return new Published(rest, binding(room));
        } catch (SecretUnavailableException e) {
            Rest stalled = new Rest(Reason.CONNECTION_SECRET_UNAVAILABLE, e.getMessage() + ".", rest.watch(),
                    s.now().plus(SECRET_AGAIN));
            return new Published(rest.reason().kind() == Reason.Kind.STALLED ? rest : stalled, null);
        }
    }

    private static @Nullable Binding binding(HathoraRoom room) {
        return room.getSpec() == null || room.getSpec().connectionSecret() == null
                ? null
                : new Binding(room.getSpec().connectionSecret().name());
    }

    /** From when on a status is worth a write: a room that was just created may be up before anybody could read it. */
    private static Instant reportAt(TrackedRoom tracked, Rest rest) {
        boolean booting = rest.reason() == Reason.STARTING || rest.reason() == Reason.SCHEDULING;
        Instant createdAt = tracked.createdAt();
        return booting && createdAt != null ? createdAt.plus(HOLD_BACK) : Instant.EPOCH;
    }

    /** Events for what status says now and did not say before. */
    private void announce(HathoraRoom room, TrackedRoom tracked, Situation s, Rest rest, HathoraRoomStatus before) {
        var ready = before.condition("Ready");
        if (ready != null && ready.getReason().equals(rest.reason().conditionReason())) {
            return;
        }
        switch (rest.reason().kind()) {
            case STALLED, UNREACHABLE -> events.warning(room, rest.reason().conditionReason(), rest.message());
            case READY, AS_OBSERVED, FINISHED, PROGRESSING -> {
                if (rest.reason() == Reason.ACTIVE) {
                    events.normal(room, RoomEvents.ROOM_ACTIVE, rest.message());
                } else if (s.ended() && s.target() != null && tracked.announcesEnd(s.target().roomId())) {
                    events.normal(room, RoomEvents.ROOM_ENDED, "Room " + s.target().roomId() + " ended by itself");
                } else if (rest.reason() == Reason.RATE_LIMITED) {
                    events.warning(room, rest.reason().conditionReason(), rest.message());
                }
            }
        }
    }

    private Rest repeated(Situation s) {
        return new Rest(s.deleting() ? Reason.DELETING : Reason.VERIFYING,
                "Waits for Hathora to show what it has accepted.", Watch.NONE, clock.instant().plus(REPEATED));
    }

    private Rest missingCredentials(MissingCredentialsException e, Situation s) {
        Instant next = clock.instant().plus(CREDENTIALS_AGAIN);
        return wayOut(new Rest(Reason.CREDENTIALS_MISSING, e.getMessage() + ".", Watch.NONE, next), s);
    }

    /** Tells a user whose resource can't be deleted what keeps it, and how to give the room up. */
    private static Rest wayOut(Rest rest, Situation s) {
        Claim claim = s.claims().current();
        if (!s.deleting() || claim == null || rest.reason().kind() != Reason.Kind.STALLED) {
            return rest;
        }
        return new Rest(rest.reason(),
                rest.message() + " Until then room " + claim.roomId() + " can't be ended. To give"
                        + " it up, and maybe let it run, annotate the resource with " + HathoraRoom.ABANDON_ROOM + "="
                        + claim.roomId() + ".",
                rest.watch(), rest.until());
    }
}
