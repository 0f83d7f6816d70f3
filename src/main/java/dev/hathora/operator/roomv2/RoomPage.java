package dev.hathora.operator.roomv2;

import java.util.List;
import java.util.function.Supplier;

import dev.hathora.operator.cloud.Room;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of rooms that may be too long for the memory. Nothing is held open between two parts, so that the
 * next one can be read as late as one likes.
 *
 * @param rooms the first of them
 * @param rest reads those that follow, as they are then, or throws what reading the first ones throws; null: these are
 *     all
 */
public record RoomPage(List<Room> rooms, @Nullable Supplier<RoomPage> rest) {
    /** The list never changes. */
    public RoomPage {
        rooms = List.copyOf(rooms);
    }

    /** All rooms. */
    public static RoomPage all(List<Room> rooms) {
        return new RoomPage(rooms, null);
    }

    /** The part that follows; null: there is none. */
    public @Nullable RoomPage next() {
        return rest == null ? null : rest.get();
    }
}
