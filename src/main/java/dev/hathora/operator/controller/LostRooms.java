package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.controller.kubernetes.ResourceLookUp;
import dev.hathora.operator.controller.kubernetes.ResourceStore;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.memory.LogContext;
import dev.hathora.operator.controller.memory.TrackedRoom;
import dev.hathora.operator.controller.pass.RoomPass;
import dev.hathora.operator.controller.report.PassResult;
import dev.hathora.operator.controller.report.PassScope;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.traffic.Lane;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Destroys the rooms of resources that disappeared without being released, because somebody removed the finalizer with
 * {@code kubectl replace} or by force. Nothing else refers to such a room any more. So it is handled as if its resource
 * were being deleted, until the room is gone. If the resource was paused, its room is left alone, because the pause can
 * no longer be ended.
 *
 * <p>Also sends destroyRoom some time after a release if a createRoom may still take effect: a machine that was
 * disconnected may deliver the call even later than the release has waited for.
 */
final class LostRooms implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LostRooms.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Duration SOONEST = Duration.ofMillis(100);
    private static final List<Duration> AFTERWARDS = List.of(Duration.ofSeconds(30), Duration.ofMinutes(3));

    private final ResourceLookUp resources;
    private final RoomPass pass;
    private final RoomHolders holders;
    private final InstantSource clock;
    private final ResourceStore gone = new GoneResource();
    private boolean closed;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

    LostRooms(ResourceLookUp resources, RoomPass pass, RoomHolders holders,
            InstantSource clock) {
        this.resources = resources;
        this.pass = pass;
        this.holders = holders;
        this.clock = clock;
    }

    /**
     * Takes care of the room that a resource may have left behind when it disappeared from the cache.
     *
     * @param last the resource as it was last cached
     */
    synchronized void vanished(HathoraRoom last, TrackedRoom tracked) {
        if (closed) {
            // the operator is stopping, so nothing new is started
            return;
        }
        if (tracked.release().mayStillComeUp()) {
            AFTERWARDS
                    .forEach(pause -> CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, calls)
                            .execute(() -> destroyInCase(tracked)));
        } else if (!tracked.release().isComplete()
                && (last.hasFinalizer(HathoraRoom.FINALIZER) || tracked.claim() != null)) {
            calls.execute(() -> lookAfter(last, tracked));
        }
    }

    private static void destroyInCase(TrackedRoom tracked) {
        Claim claim = tracked.claim();
        Account account = tracked.account();
        if (claim == null || account == null) {
            return;
        }
        try {
            account.limiter().admit(Lane.ROUTINE, tracked.flow()).join();
            account.cloud().destroyRoom(claim.appId(), claim.roomId());
            log.warn("Room {} appeared long after its resource was deleted: destroying it", claim.roomId());
        } catch (HathoraException | CancellationException nothingThere) {
            log.debug("Room {} has not appeared: {}", claim.roomId(), nothingThere.getMessage());
        }
    }

    private void lookAfter(HathoraRoom last, TrackedRoom tracked) {
        tracked.lock().lock();
        try {
            Duration pause = LogContext.about(tracked, tracked.claim(), () -> tryToEnd(last, tracked));
            if (!pause.isZero()) {
                again(last, tracked, pause);
            }
        } catch (RuntimeException e) {
            log.warn("The room of a deleted resource could not be handled yet: {}", e.toString());
            again(last, tracked, AGAIN);
        } finally {
            tracked.lock().unlock();
        }
    }

    /**
     * Runs one pass for a resource that is gone.
     *
     * @return the pause before the next try; zero: done
     */
    private Duration tryToEnd(HathoraRoom last, TrackedRoom tracked) {
        if (stillExists(last)) {
            log.info("The resource no longer matches this operator's selector; its room is left to the operator that "
                    + "selects it");
            return Duration.ZERO;
        }
        if (last.getSpec() != null && last.getSpec().paused()) {
            log.warn(
                    "The resource was paused, and was deleted after someone removed its finalizer; its room is left "
                            + "as it is, and may still run: {}",
                    tracked.claim());
            return Duration.ZERO;
        }
        // a room that another resource holds belongs to that resource
        PassResult result = pass.run(new PassScope(deleted(tracked.writes().newest(last)), tracked, gone,
                holders.holder(last, tracked.claim())));
        if (result.released()) {
            tracked.shared().left(clock.instant());
            log.warn("The resource was deleted after someone removed its finalizer; its room was handled nevertheless");
            return Duration.ZERO;
        }
        Duration pause = Duration.between(clock.instant(), result.next().orElseGet(() -> clock.instant().plus(AGAIN)));
        return pause.compareTo(SOONEST) < 0 ? SOONEST : pause;
    }

    /** The resource with a deletion timestamp. A resource that was removed by force was never marked for deletion. */
    private HathoraRoom deleted(HathoraRoom last) {
        if (last.isMarkedForDeletion()) {
            return last;
        }
        HathoraRoom deleted = new HathoraRoom();
        deleted.setMetadata(new ObjectMetaBuilder(last.getMetadata())
                .withDeletionTimestamp(clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()).build());
        deleted.setSpec(last.getSpec());
        deleted.setStatus(last.getStatus());
        return deleted;
    }

    private void again(HathoraRoom last, TrackedRoom tracked, Duration pause) {
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, calls)
                .execute(() -> lookAfter(last, tracked));
    }

    /**
     * Whether the resource still exists. To a watch, a resource that no longer matches the label selector looks
     * deleted.
     */
    private boolean stillExists(HathoraRoom last) {
        return resources.find(last.getMetadata().getNamespace(), last.getMetadata().getName())
                .filter(now -> now.getMetadata().getUid().equals(last.getMetadata().getUid())).isPresent();
    }

    @Override
    public synchronized void close() {
        closed = true;
        calls.shutdown();
    }

    /** The store of a resource that is gone: writes have no effect. */
    private static final class GoneResource implements ResourceStore {
        @Override
        public HathoraRoom claim(HathoraRoom room, Claim claim) {
            return room;
        }

        @Override
        public HathoraRoom writeStatus(HathoraRoom room, HathoraRoomStatus status) {
            return room;
        }

        @Override
        public HathoraRoom release(HathoraRoom room) {
            return room;
        }

        @Override
        public void delete(HathoraRoom room) {
            // the resource is gone already
        }
    }
}
