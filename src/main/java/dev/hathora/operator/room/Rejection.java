package dev.hathora.operator.room;

import java.time.Instant;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.CreateRoomRequest;
import org.jspecify.annotations.Nullable;

/**
 * createRoom was rejected as if its id were taken, although it was never sent with that id before, and Hathora does not
 * show such a room. If that happens again with another id, Hathora rejects the request, not the id.
 *
 * @param words Hathora's message
 * @param request the request
 * @param ids the number of consecutive ids with which it was rejected
 * @param times the number of rejections with the last of them; 0 if it was not sent yet
 * @param at when it was last rejected
 */
public record Rejection(String words, CreateRoomRequest request, int ids, int times, Instant at) {
    private static final String ADVICE = ". No room was ever seen under this id, so Hathora refuses the request, not "
            + "the id. Correct the field that Hathora names. If it is immutable, create a new resource. The request "
            + "is retried with growing delays.";

    /** What earlier versions said instead. After an upgrade, it is read back from status. */
    private static final String FORMER_ADVICE = ". No room was ever seen under this id, so it is the request that Hathora "
            + "refuses: correct in spec what it names; what can't be changed there needs a new resource. It is tried again "
            + "with growing delays.";

    /** After another rejection. Rejections of a different request do not count. */
    static Rejection of(@Nullable Rejection before, String words, CreateRoomRequest request, Instant now) {
        if (before == null || !before.request.equals(request)) {
            return new Rejection(words, request, 1, 1, now);
        }
        return new Rejection(words, request, before.times == 0 ? before.ids + 1 : before.ids, before.times + 1, now);
    }

    /** The rejection that a previous operator reported in status. Null if there is none. */
    static @Nullable Rejection told(String message, CreateRoomRequest request, Instant now) {
        return Stream.of(ADVICE, FORMER_ADVICE).filter(message::endsWith).findFirst()
                .map(advice -> message.substring(0, message.length() - advice.length()))
                .map(words -> new Rejection(words, request, 2, 1, now)).orElse(null);
    }

    /** A copy for the next id. */
    Rejection underAnotherId() {
        return new Rejection(words, request, ids, 0, at);
    }

    /** Whether the request is rejected, and not the id. */
    boolean isProved() {
        return ids > 1 || times > 1;
    }

    /** The message for users. */
    String message() {
        return words + ADVICE;
    }
}
