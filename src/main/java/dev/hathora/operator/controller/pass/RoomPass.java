package dev.hathora.operator.controller.pass;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomStatus;
import dev.hathora.operator.api.Phase;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.controller.kubernetes.Accounts;
import dev.hathora.operator.controller.kubernetes.Accounts.MissingCredentialsException;
import dev.hathora.operator.controller.kubernetes.HolderSearch;
import dev.hathora.operator.controller.kubernetes.ResourceStore;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.memory.LogContext;
import dev.hathora.operator.controller.memory.MissingRooms;
import dev.hathora.operator.controller.memory.Refusal;
import dev.hathora.operator.controller.memory.Refusal.WriteHeldBackException;
import dev.hathora.operator.controller.memory.Stalls.StillStalledException;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.pass.QueuedCloud.TurnNotComeException;
import dev.hathora.operator.controller.report.ConnectionSecrets;
import dev.hathora.operator.controller.report.ObservedEvents;
import dev.hathora.operator.controller.report.OperatorObserver;
import dev.hathora.operator.controller.report.PassResult;
import dev.hathora.operator.controller.report.RoomEvents;
import dev.hathora.operator.controller.report.RoomReport;
import dev.hathora.operator.room.Abandonment;
import dev.hathora.operator.room.Claims;
import dev.hathora.operator.room.Endpoints;
import dev.hathora.operator.room.Holder;
import dev.hathora.operator.room.Observation;
import dev.hathora.operator.room.Plan;
import dev.hathora.operator.room.Plan.Rest;
import dev.hathora.operator.room.Plan.Watch;
import dev.hathora.operator.room.Planner;
import dev.hathora.operator.room.Situation;
import dev.hathora.operator.traffic.Backoff;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over one resource: plan and execute until the plan is to rest, then project status and write it if it
 * changed. The only place where the four meet.
 */
public final class RoomPass {
    private static final Logger log = LoggerFactory.getLogger(RoomPass.class);

    private final Planner planner = new Planner();
    private final StepExecutor steps;
    private final ResourceReading reading;
    private final RoomReport report;
    private final RoomAccounts accounts;
    private final PassCalls calls;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Setbacks setbacks;

    /**
     * @param missing compares the rooms of an application
     * @param endpoints where Hathora's API is, and was
     * @param defaultAppId the application for resources that name none; null: there is none
     * @param adoptRestored whether resources that were restored from a backup go on with the rooms of the originals
     */
    public RoomPass(Accounts accounts, HolderSearch holders, ConnectionSecrets secrets, RoomEvents toUsers,
            OperatorObserver observer, InstantSource clock, RandomGenerator random, MissingRooms missing,
            Endpoints endpoints, @Nullable String defaultAppId, boolean adoptRestored) {
        RoomEvents events = new ObservedEvents(toUsers, observer);
        this.steps = new StepExecutor(clock, events, holders);
        this.report = new RoomReport(secrets, events, observer);
        this.accounts = new RoomAccounts(accounts);
        this.calls = new PassCalls(this.accounts, clock);
        this.clock = clock;
        this.random = random;
        this.setbacks = new Setbacks(clock, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), random),
                endpoints.current());
        this.reading = new ResourceReading(clock, missing, endpoints, defaultAppId, adoptRestored);
    }

    /**
     * Runs a pass. The room's lock is held by the caller.
     *
     * @param heldBy another resource that comes first to the same room; null: none
     * @param deleting whether the resource is being deleted, or is gone
     * @throws ResourceStore.ResourceChangedException when the resource changed meanwhile
     */
    public PassResult run(HathoraRoom room, TrackedRoom tracked, ResourceStore store, @Nullable Holder heldBy,
            boolean deleting) {
        return new Run(room, tracked, store, heldBy, deleting).run();
    }

    /** What one pass is about, and how far it has come. */
    private final class Run {
        private final TrackedRoom tracked;
        private final ResourceStore store;
        private final @Nullable Holder heldBy;
        private final boolean deleting;
        private final Set<Plan.Step> done = new HashSet<>();
        private HathoraRoom room;
        private boolean looked;
        /** Why Kubernetes does not store the claim of a room that exists; null: it does. */
        private @Nullable Refusal unclaimed;

        Run(HathoraRoom room, TrackedRoom tracked, ResourceStore store, @Nullable Holder heldBy, boolean deleting) {
            this.room = room;
            this.tracked = tracked;
            this.store = store;
            this.heldBy = heldBy;
            this.deleting = deleting;
        }

        PassResult run() {
            tracked.queue().beginPass();
            tracked.stalls().beginPass();
            if (deleting) {
                tracked.deleting(clock.instant());
            }
            while (true) {
                Situation now = situation();
                Situation s = unclaimed == null ? now : now.withStoredClaim();
                LogContext.roomId(s.target());
                PassResult end = switch (planner.plan(s)) {
                    case Rest rest -> rest(s, rest);
                    case Plan.Ending ending -> attempt(s, ending, () -> end(ending));
                    case Plan.Step step -> step(s, step);
                };
                if (end != null) {
                    return end;
                }
            }
        }

        private Situation situation() {
            return reading.situation(room, tracked, heldBy, deleting);
        }

        /** Null: the pass goes on. */
        private @Nullable PassResult step(Situation s, Plan.Step step) {
            boolean look = step instanceof Plan.LookUp;
            if (look && done.isEmpty() && isSettled(s)) {
                return leaveToWatcher(s);
            }
            if (look ? looked : !done.add(step)) {
                // Hathora's answers lag behind what it has accepted
                return conclude(s, setbacks.repeated(s));
            }
            looked = look;
            return attempt(s, step, () -> {
                execute(step, s.claims());
                return null;
            });
        }

        /** What comes of something that may fail; null: the pass goes on. */
        private @Nullable PassResult attempt(Situation s, Plan plan, Supplier<@Nullable PassResult> action) {
            try {
                return action.get();
            } catch (HathoraException e) {
                Rest rest = setback(e, s);
                if (rest == null) {
                    done.remove(plan);
                    looked = false;
                    return null;
                }
                tracked.stalls().rests(rest, clock.instant(), random);
                return conclude(situation(), rest);
            } catch (StillStalledException e) {
                return conclude(situation(), e.rest());
            } catch (WriteHeldBackException e) {
                room = tracked.writes().after(room);
                if (unclaimed != null || !s.claims().isRepairedBy(plan)) {
                    return refused(e.refusal(), situation());
                }
                unclaimed = e.refusal();
                return null;
            } catch (MissingCredentialsException e) {
                return conclude(situation(), setbacks.missingCredentials(e));
            } catch (TurnNotComeException e) {
                return conclude(situation(), setbacks.waitsForTurn(e.turn(), tracked));
            }
        }

        private void execute(Plan.Step step, Claims claims) {
            switch (step) {
                case Plan.ClaimRoom s -> room = steps.claim(s.claim(), room, claims, tracked, store);
                case Plan.FindHolders s -> steps.findHolders(s, room, tracked);
                case Plan.Withdraw s -> room = steps.withdraw(s.claim(), room, tracked, store);
                case Plan.Call s -> {
                    HathoraCloud cloud = calls.of(s, room, tracked);
                    tracked.shared().exclusively(() -> steps.call(s, room, tracked, cloud));
                }
            }
        }

        private PassResult end(Plan.Ending ending) {
            return switch (ending) {
                case Plan.Release release -> {
                    steps.release(release.outcome(), room, tracked, store);
                    yield PassResult.RELEASED;
                }
                case Plan.DeleteResource delete -> {
                    steps.expire(room, store);
                    yield PassResult.watching(Watch.NONE);
                }
            };
        }

        private PassResult conclude(Situation s, Rest rest) {
            PassResult result = report.conclude(room, tracked, store, s, Abandonment.wayOut(rest, s));
            if (rest.watch() == Watch.NONE && s.subject() == null) {
                // a room of others, which nobody watches: the next pass looks again
                tracked.observed(new Observation.Unknown());
            }
            return result;
        }

        /** Kubernetes does not take what has to be written before the plan can go on. What may pass is not told at once. */
        private PassResult refused(Refusal refusal, Situation s) {
            Watch watch = tracked.observation() instanceof Observation.Present ? Watch.ROUTINE : Watch.NONE;
            return refusal.lasts()
                    ? conclude(s, setbacks.refused(refusal, watch))
                    : new PassResult(watch, Optional.of(refusal.again()), null, false);
        }

        /** A room is only watched with a token that is (still) where the resource says; without one, nothing is known of it. */
        private PassResult rest(Situation s, Rest planned) {
            tracked.succeeded();
            tracked.stalls().rests(planned, clock.instant(), random);
            Rest rest = unclaimed == null ? planned : unclaimed.beside(planned);
            try {
                if (rest.watch() != Watch.NONE) {
                    Account ignored = accounts.of(room, tracked);
                }
                return conclude(s, rest);
            } catch (MissingCredentialsException e) {
                tracked.observed(new Observation.Unknown());
                return conclude(s.with(tracked.observation()), setbacks.missingCredentials(e));
            }
        }

        /** How to rest after a failure; null: not at all, the call is to be made again. */
        private @Nullable Rest setback(HathoraException e, Situation s) {
            try {
                if (e.kind() == ErrorKind.UNAUTHORIZED
                        && (accounts.reread(room, tracked) || isFirstFailure(tracked))) {
                    return null;
                }
            } catch (MissingCredentialsException gone) {
                return setbacks.missingCredentials(gone);
            }
            log.info("{}", e.getMessage());
            // a room that is there may end while a change of it fails
            Watch watch = tracked.observation() instanceof Observation.Present ? Watch.ROUTINE : Watch.NONE;
            return setbacks.failed(e, room, tracked, s, watch);
        }

        /**
         * Whether all that a look could tell is that status still holds: after a restart of the operator, or of Hathora. The
         * watcher finds that out for many rooms with one call.
         */
        private boolean isSettled(Situation s) {
            HathoraRoomStatus status = room.getStatus();
            return status != null && s.observation() instanceof Observation.Unknown && !s.deleting()
                    && !tracked.isChanging()
                    && Objects.equals(status.observedGeneration(), room.getMetadata().getGeneration())
                    && s.claims().confirmed() && s.claims().next() == null
                    && (s.wantsRoomAsleep() ? s.attempts().areOver() : s.attempts().areOverSaveWaking())
                    && tracked.whereabouts().processId() != null
                    && (tracked.whereabouts().connection() != null || status.phase() == Phase.SUSPENDED);
        }

        /** Status stays as it is until the watcher sees something else, or nothing any more. */
        private PassResult leaveToWatcher(Situation s) {
            try {
                HathoraException unanswered = tracked.unanswered();
                Account before = tracked.account();
                boolean sameToken = accounts.of(room, tracked).equals(before);
                if (unanswered == null || (unanswered.kind() == ErrorKind.UNAUTHORIZED && !sameToken)) {
                    tracked.askedAgain();
                    return PassResult.watching(Watch.ROUTINE);
                }
                return conclude(s, setbacks.failed(unanswered, room, tracked, s, Watch.ROUTINE));
            } catch (MissingCredentialsException e) {
                return conclude(s, setbacks.missingCredentials(e));
            }
        }
    }

    /** One refusal may be a mishap of Hathora's. It is noted, so that the next one counts, whichever pass it is in. */
    private static boolean isFirstFailure(TrackedRoom tracked) {
        return tracked.failed() == 1;
    }
}
