package dev.hathora.operator.controller.pass;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.controller.kubernetes.Accounts;
import dev.hathora.operator.controller.kubernetes.Accounts.MissingCredentialsException;
import dev.hathora.operator.controller.kubernetes.HolderSearch;
import dev.hathora.operator.controller.kubernetes.SetSearch;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.memory.LogContext;
import dev.hathora.operator.controller.memory.Refusal;
import dev.hathora.operator.controller.memory.Refusal.WriteHeldBackException;
import dev.hathora.operator.controller.memory.Stalls.StillStalledException;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.pass.QueuedCloud.TurnNotComeException;
import dev.hathora.operator.controller.report.ConnectionSecrets;
import dev.hathora.operator.controller.report.PassResult;
import dev.hathora.operator.controller.report.PassScope;
import dev.hathora.operator.controller.report.RoomEvents;
import dev.hathora.operator.controller.report.RoomReport;
import dev.hathora.operator.room.Abandonment;
import dev.hathora.operator.room.Claims;
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
 * One pass over one resource: plans and executes steps until the plan is to rest, then writes status if it changed.
 * Only this class connects observe, plan, execute and project.
 */
public final class RoomPass {
    private static final Logger log = LoggerFactory.getLogger(RoomPass.class);

    private final Planner planner = new Planner();
    private final StepExecutor steps;
    private final ResourceSteps resource;
    private final ResourceReading reading;
    private final RoomReport report;
    private final RoomAccounts accounts;
    private final PassCalls calls;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Setbacks setbacks;

    /**
     * @param accounts the tokens
     * @param holders searches for other resources that want the same room
     * @param sets searches for the sets that made claims
     * @param secrets writes the connection details
     * @param events tells users and metrics what is done
     * @param reading reads what is planned for
     * @param clock the clock for all waits
     * @param random for jitter
     */
    public RoomPass(Accounts accounts, HolderSearch holders, SetSearch sets, ConnectionSecrets secrets,
            RoomEvents events, ResourceReading reading, InstantSource clock, RandomGenerator random) {
        this.steps = new StepExecutor(clock, events);
        this.resource = new ResourceSteps(clock, events, holders, sets);
        this.reading = reading;
        this.report = new RoomReport(secrets, events);
        this.accounts = new RoomAccounts(accounts);
        this.calls = new PassCalls(this.accounts, clock);
        this.clock = clock;
        this.random = random;
        this.setbacks = new Setbacks(clock, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), random),
                reading.endpoints().current());
    }

    /**
     * Runs a pass. The room's lock must be held.
     *
     * @return when and how to continue
     * @throws ResourceStore.ResourceChangedException if the resource changed meanwhile; what was decided is void
     */
    public PassResult run(PassScope scope) {
        return new Run(scope).run();
    }

    /** The progress of one pass. */
    private final class Run {
        private final PassScope scope;
        private final TrackedRoom tracked;
        private final Set<Plan.Step> done = new HashSet<>();
        private boolean looked;
        /** Why Kubernetes refuses the claim of a room that exists; null: the claim is stored. */
        private @Nullable Refusal unclaimed;

        Run(PassScope scope) {
            this.scope = scope;
            this.tracked = scope.tracked();
        }

        PassResult run() {
            tracked.queue().beginPass();
            tracked.stalls().beginPass();
            while (true) {
                Situation now = observe();
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

        private Situation observe() {
            reading.takeIn(scope);
            return reading.situation(scope);
        }

        /** Carries out a step. Returns the result of the pass; null: the pass goes on. */
        private @Nullable PassResult step(Situation s, Plan.Step step) {
            boolean look = step instanceof Plan.LookUp;
            if (look && done.isEmpty() && ResourceReading.isSettled(scope, s)) {
                return leaveToWatcher(s);
            }
            if (look ? looked : !done.add(step)) {
                // Hathora has accepted the step, but its answers do not show that yet
                return conclude(s, setbacks.repeated(s));
            }
            looked = look;
            return attempt(s, step, () -> {
                execute(step, s.claims());
                return null;
            });
        }

        /** Runs an action that may fail. Returns the result of the pass; null: the pass goes on. */
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
                return conclude(observe(), rest);
            } catch (StillStalledException e) {
                return conclude(observe(), e.rest());
            } catch (WriteHeldBackException e) {
                scope.replaceRoom(tracked.writes().after(scope.room()));
                if (unclaimed != null || !s.claims().isRepairedBy(plan)) {
                    return refused(e.refusal(), observe());
                }
                unclaimed = e.refusal();
                return null;
            } catch (MissingCredentialsException e) {
                return conclude(observe(), setbacks.missingCredentials(e));
            } catch (TurnNotComeException e) {
                tracked.queue().waits(clock.instant());
                return conclude(observe(), setbacks.waitsForTurn(e.turn(), tracked.stalls().standing()));
            }
        }

        private void execute(Plan.Step step, Claims claims) {
            switch (step) {
                case Plan.ClaimRoom s -> resource.claim(s.claim(), claims, scope);
                case Plan.FindHolders s -> resource.findHolders(s, scope);
                case Plan.FindSet s -> resource.findSet(s.set(), scope);
                case Plan.Withdraw s -> resource.withdraw(s.claim(), scope);
                case Plan.Call s -> {
                    HathoraCloud cloud = calls.of(s, scope);
                    tracked.shared().exclusively(() -> {
                        // while this waited, a call of an observer may have ended that can still wake the room
                        if (!(s instanceof Plan.SuspendRoom)
                                || tracked.shared().wakeSettlesAt(clock.instant()) == null) {
                            steps.call(s, scope, cloud);
                        }
                    });
                }
            }
        }

        private PassResult end(Plan.Ending ending) {
            return switch (ending) {
                case Plan.Release release -> {
                    resource.release(release.outcome(), scope);
                    yield PassResult.RELEASED;
                }
                case Plan.DeleteResource delete -> {
                    resource.expire(scope);
                    yield PassResult.watching(Watch.NONE);
                }
            };
        }

        private PassResult conclude(Situation s, Rest rest) {
            PassResult result = report.conclude(scope, s, Abandonment.wayOut(rest, s));
            if (rest.watch() == Watch.NONE && s.subject() == null) {
                // the room belongs to another resource and is not polled, so the next pass reads it again
                tracked.known().record(new Observation.Unknown());
            }
            return result;
        }

        /**
         * Kubernetes refuses a write that must precede the next step. A refusal that may pass is not reported at once.
         */
        private PassResult refused(Refusal refusal, Situation s) {
            return refusal.lasts()
                    ? conclude(s, setbacks.refused(refusal, watchIfPresent()))
                    : new PassResult(watchIfPresent(), Optional.of(refusal.again()), null, false);
        }

        /** How to poll while something else fails: a room that exists may end meanwhile. */
        private Watch watchIfPresent() {
            return tracked.known().observation() instanceof Observation.Present ? Watch.ROUTINE : Watch.NONE;
        }

        /**
         * Ends a pass whose plan is to rest. A room is polled only while the resource's token exists; without it, the
         * state of the room is unknown.
         */
        private PassResult rest(Situation s, Rest planned) {
            tracked.clearFailures();
            tracked.stalls().rests(planned, clock.instant(), random);
            Rest rest = unclaimed == null ? planned : unclaimed.beside(planned);
            try {
                if (rest.watch() != Watch.NONE) {
                    Account ignored = accounts.of(scope);
                }
                return conclude(s, rest);
            } catch (MissingCredentialsException e) {
                tracked.known().record(new Observation.Unknown());
                return conclude(s.with(tracked.known().observation()), setbacks.missingCredentials(e));
            }
        }

        /** The result of the pass after a failed call; null: the call is repeated at once. */
        private @Nullable Rest setback(HathoraException e, Situation s) {
            boolean unauthorized = e.kind() == ErrorKind.UNAUTHORIZED;
            try {
                if (unauthorized && accounts.reread(scope)) {
                    return null;
                }
            } catch (MissingCredentialsException gone) {
                return setbacks.missingCredentials(gone);
            }
            int inARow = tracked.countFailure();
            if (unauthorized && inARow == 1) {
                // a single 401 may be an error on Hathora's side; a second one in a row counts, in this pass or in a
                // later one
                return null;
            }
            log.info("{}", e.getMessage());
            return setbacks.failed(e, inARow, scope.room(), s, watchIfPresent());
        }

        /** Leaves status as it is until a poll finds a change, or until polls fail. */
        private PassResult leaveToWatcher(Situation s) {
            try {
                HathoraException failed = tracked.known().failedLook();
                Account before = tracked.account();
                boolean sameToken = accounts.of(scope).equals(before);
                if (failed == null || (failed.kind() == ErrorKind.UNAUTHORIZED && !sameToken)) {
                    tracked.known().clearFailedLook();
                    return PassResult.watching(Watch.ROUTINE);
                }
                return conclude(s, setbacks.failed(failed, tracked.countFailure(), scope.room(), s, Watch.ROUTINE));
            } catch (MissingCredentialsException e) {
                return conclude(s, setbacks.missingCredentials(e));
            }
        }
    }
}
