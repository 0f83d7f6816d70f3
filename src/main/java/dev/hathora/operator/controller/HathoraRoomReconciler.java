package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.controller.kubernetes.ResourceStore;
import dev.hathora.operator.controller.kubernetes.ResourceStore.ResourceChangedException;
import dev.hathora.operator.controller.memory.LogContext;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.memory.TrackedRooms;
import dev.hathora.operator.controller.pass.RoomPass;
import dev.hathora.operator.controller.report.OperatorObserver;
import dev.hathora.operator.controller.report.PassResult;
import dev.hathora.operator.controller.report.PassScope;
import dev.hathora.operator.controller.roomset.SetController;
import dev.hathora.operator.controller.watch.PollingRoomWatcher;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.room.Plan.Watch;
import dev.hathora.operator.room.Timing;
import dev.hathora.operator.traffic.Backoff;
import io.fabric8.kubernetes.api.model.Condition;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects the framework to {@link RoomPass}: receives events, runs passes, and returns when to reconcile again. The
 * operator adds finalizers itself, because finalizer and claim must be one write. Therefore the framework passes on all
 * events, deletions included.
 *
 * <p>{@code comparableResourceVersions} is off as a precaution; see "Workarounds" in CONTRIBUTING.md.
 */
@ControllerConfiguration(name = HathoraRoomReconciler.NAME, triggerReconcilerOnAllEvents = true,
        generationAwareEventProcessing = false, informer = @Informer(comparableResourceVersions = false),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.MINUTES))
final class HathoraRoomReconciler implements Reconciler<HathoraRoom> {
    static final String NAME = "hathoraroom";
    private static final Logger log = LoggerFactory.getLogger(HathoraRoomReconciler.class);

    /**
     * The framework keeps a cancelled timer in memory until the time for which it was set. Longer pauses are therefore
     * split.
     */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final List<Duration> RECREATED = List.of(Duration.ofMillis(100), Duration.ofSeconds(1));
    /** The delays after conflicts. A cache that lags behind catches up meanwhile, unless its watch is broken. */
    private static final Backoff AFTER_CONFLICT = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5),
            RandomGenerator.getDefault());

    private final RoomPass pass;
    private final ResourceStore store;
    private final TrackedRooms rooms;
    private final PollingRoomWatcher watcher;
    private final LostRooms lost;
    private final InstantSource clock;
    private final WakeUps wakeUps;
    private final RoomHolders holders;
    private final SetController sets;
    private final OperatorObserver observer;

    HathoraRoomReconciler(RoomPass pass, ResourceStore store, TrackedRooms rooms, PollingRoomWatcher watcher,
            LostRooms lost, RoomHolders holders, InstantSource clock, WakeUps wakeUps, SetController sets,
            OperatorObserver observer) {
        this.pass = pass;
        this.store = store;
        this.rooms = rooms;
        this.watcher = watcher;
        this.lost = lost;
        this.holders = holders;
        this.clock = clock;
        this.wakeUps = wakeUps;
        this.sets = sets;
        this.observer = observer;
    }

    @Override
    public List<EventSource<?, HathoraRoom>> prepareEventSources(EventSourceContext<HathoraRoom> context) {
        holders.index(context.getPrimaryCache());
        sets.index(context.getPrimaryCache());
        wakeUps.onAnyChange(sets::roomChanged);
        wakeUps.connect(context.getPrimaryCache(), gone -> Thread.ofVirtual().start(() -> forget(gone)));
        return List.of(wakeUps);
    }

    @Override
    public UpdateControl<HathoraRoom> reconcile(HathoraRoom cached, Context<HathoraRoom> context) {
        if (context.isPrimaryResourceDeleted()) {
            // the informer has reported the deletion already; the given resource may be a new one with the same name
            return UpdateControl.noUpdate();
        }
        TrackedRoom tracked = rooms.of(cached);
        try {
            return LogContext.about(tracked, null, () -> passUnlessTooOften(cached, tracked));
        } catch (Error e) {
            // the framework catches exceptions only, and would never reconcile the resource again
            throw new IllegalStateException("The pass ended with an error", e);
        }
    }

    /** Every pass begins here, so no cause can make a resource reconcile in a tight loop. */
    private UpdateControl<HathoraRoom> passUnlessTooOften(HathoraRoom cached, TrackedRoom tracked) {
        Instant now = clock.instant();
        Duration delay = tracked.looks().passes().delay(now);
        if (delay.isZero()) {
            return pass(cached, tracked);
        }
        observer.passDelayed();
        if (tracked.looks().passes().warns(now)) {
            Condition ready = cached.getStatus() == null ? null : cached.getStatus().condition("Ready");
            log.warn(
                    "This resource was reconciled too often, so it is reconciled at most twice per second for now. Its "
                            + "condition Ready has the reason {}, and its next reconcile or poll was due at {}. If nobody keeps "
                            + "changing the resource, this is a bug in the operator: please report this line",
                    ready == null ? "none" : ready.getReason(), tracked.looks().dueBy());
        }
        return comeBack(now.plus(delay));
    }

    private void forget(HathoraRoom gone) {
        rooms.get(gone).ifPresent(tracked -> forget(gone, tracked));
        holders.rivals(gone).forEach(wakeUps::wake);
        // the framework loses a resource that is recreated at once under the same name
        RECREATED.forEach(pause -> CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> wakeUps.wakeIfOverlooked(ResourceID.fromResource(gone))));
    }

    private void forget(HathoraRoom gone, TrackedRoom tracked) {
        tracked.lock().lock();
        try {
            watcher.forget(tracked);
            rooms.forget(tracked);
            lost.vanished(gone, tracked);
        } finally {
            tracked.lock().unlock();
        }
    }

    private UpdateControl<HathoraRoom> pass(HathoraRoom cached, TrackedRoom tracked) {
        tracked.lock().lock();
        // the lock may have been held for seconds meanwhile, so the newest version is read now
        HathoraRoom room = tracked.writes().newest(wakeUps.latest(cached));
        Claim before = tracked.claim();
        boolean concluded = false;
        tracked.looks().passBegins(clock.instant());
        try {
            PassResult result = pass.run(new PassScope(room, tracked, store, holders.enter(room, before)));
            concluded = true;
            tracked.writes().noConflict();
            if (result.turn() != null) {
                result.turn().announceTo(() -> wakeUps.wake(tracked.resource()));
            }
            if (!watcher.watch(tracked, result.watch())) {
                tracked.looks().dueBy(result.next().orElseGet(() -> clock.instant().plus(LONGEST_PAUSE)));
            }
            return result.next().map(this::comeBack).orElseGet(UpdateControl::noUpdate);
        } catch (ResourceChangedException e) {
            // the change itself triggers a pass; this delay is for a cache that lags behind
            watcher.forget(tracked);
            concluded = true;
            Duration pause = AFTER_CONFLICT.after(tracked.writes().conflict());
            tracked.looks().dueBy(clock.instant().plus(pause));
            return UpdateControl.<HathoraRoom>noUpdate().rescheduleAfter(pause);
        } finally {
            if (!concluded) {
                // the pass failed, for example because a Secret can't be read. The steps before the failure still
                // count: if the pass has suspended the room, no poll that was set up before may ask for its port
                if (!watcher.watch(tracked, Watch.ROUTINE)) {
                    // the framework retries the pass, so the resource is not overdue: a restart would not help
                    tracked.looks().dueBy(clock.instant().plus(Timing.LONGEST_RETRY));
                }
            }
            tracked.looks().passEnds();
            tellRivals(room, !Objects.equals(before, tracked.claim()) || before == null);
            tracked.lock().unlock();
        }
    }

    /** Requeues the resources that wait for this one, once this one has claimed the room or has failed to claim it. */
    private void tellRivals(HathoraRoom room, boolean news) {
        if (holders.leave(room) && news) {
            holders.rivals(room).forEach(wakeUps::wake);
        }
    }

    private UpdateControl<HathoraRoom> comeBack(Instant next) {
        Duration pause = Duration.between(clock.instant(), next);
        Duration atLeast = pause.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : pause;
        return UpdateControl.<HathoraRoom>noUpdate()
                .rescheduleAfter(atLeast.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : atLeast);
    }
}
