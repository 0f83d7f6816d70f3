package dev.hathora.operator.controller.pass;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.controller.kubernetes.ResourceStore;
import dev.hathora.operator.controller.memory.Refusal;
import dev.hathora.operator.controller.memory.Refusal.WriteHeldBackException;
import dev.hathora.operator.controller.memory.ResourceWrite;
import dev.hathora.operator.controller.memory.TrackedRooms;
import dev.hathora.operator.controller.memory.Writes;
import dev.hathora.operator.controller.report.OperatorObserver;
import dev.hathora.operator.room.Claim;
import dev.hathora.operator.traffic.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * Retries refused writes with growing delays, and at once when somebody else has changed the resource. Until the retry
 * is due, the write fails with {@link WriteHeldBackException} without being sent.
 *
 * @param store sends the writes
 * @param rooms remembers which writes were refused
 * @param clock the time of day
 * @param backoff the delays between retries
 * @param observer told of refused writes
 */
public record PacedWrites(ResourceStore store, TrackedRooms rooms, InstantSource clock, Backoff backoff,
        OperatorObserver observer) implements ResourceStore {

    @Override
    public HathoraRoom claim(HathoraRoom room, Claim claim) {
        return attempt(ResourceWrite.CLAIM, room, null, () -> store.claim(room, claim));
    }

    @Override
    public HathoraRoom writeStatus(HathoraRoom room, HathoraRoomStatus status) {
        return attempt(ResourceWrite.STATUS, room, status, () -> store.writeStatus(room, status));
    }

    @Override
    public HathoraRoom release(HathoraRoom room) {
        return attempt(ResourceWrite.FINALIZER, room, null, () -> store.release(room));
    }

    @Override
    public void delete(HathoraRoom room) {
        HathoraRoom unused = attempt(ResourceWrite.DELETION, room, null, () -> {
            store.delete(room);
            return room;
        });
    }

    private HathoraRoom attempt(ResourceWrite write, HathoraRoom room, @Nullable HathoraRoomStatus status,
            Supplier<HathoraRoom> call) {
        Writes writes = rooms.of(room).writes();
        Refusal standing = writes.refusal(write);
        if (standing != null && standing.holdsBack(room, status, clock.instant())) {
            throw new WriteHeldBackException(standing, null);
        }
        try {
            HathoraRoom stored = call.get();
            writes.taken(write);
            return writes.wrote(room, stored);
        } catch (WriteRefusedException e) {
            observer.writeRefused(write);
            int inARow = standing == null ? 1 : standing.inARow() + 1;
            Instant again = clock.instant().plus(backoff.after(inARow));
            HathoraRoom now = e.stored() == null ? room : writes.wrote(room, e.stored());
            Refusal refusal = new Refusal(String.valueOf(e.getMessage()), e.mayPass(), inARow,
                    now.getMetadata().getResourceVersion(), again, e.stored() == null ? null : status);
            writes.refused(write, refusal);
            throw new WriteHeldBackException(refusal, e);
        }
    }
}
