package dev.hathora.operator.roomv2;

import java.util.function.Predicate;

import dev.hathora.operator.cloud.Operation;
import org.jspecify.annotations.Nullable;

/** The operations as callers see them: limit, token, checks, then the {@link RoomService}, and its answer as JSON. */
public final class RoomV2 {
    private static final String BEARER = "Bearer ";

    private final RoomService rooms;
    private final Access access;
    private final RateLimit rateLimit;
    private final Predicate<Operation> offered;

    /**
     * The API in front of a service.
     *
     * @param rooms what lies behind
     * @param access what tokens are good for
     * @param rateLimit how many calls are taken
     * @param offered the operations that there are, asked for each call: versions of the API differ in them. The others
     *     are answered 404, as any path that names none
     */
    public RoomV2(RoomService rooms, Access access, RateLimit rateLimit, Predicate<Operation> offered) {
        this.rooms = rooms;
        this.access = access;
        this.rateLimit = rateLimit;
        this.offered = offered;
    }

    /**
     * Processes a call with all its effects.
     *
     * @param call the request
     * @return the answer; refusals are answers, too
     */
    public Answer process(Call call) {
        try {
            rateLimit.take();
            if (!offered.test(call.operation())) {
                throw new Refusal(404, "Not Found");
            }
            // Players ask where their room is: they have no token.
            if (call.operation() != Operation.GET_CONNECTION_INFO) {
                requireAccess(call.authorization(), call.appId());
            }
            return answer(call);
        } catch (Refusal refusal) {
            return Answer.error(refusal.status(), refusal.reason(), refusal.retryAfter().orElse(null));
        }
    }

    private void requireAccess(@Nullable String authorization, String appId) {
        Access.Decision decision = authorization == null || !authorization.startsWith(BEARER)
                ? Access.Decision.UNKNOWN_TOKEN
                : access.decide(authorization.substring(BEARER.length()), appId);
        switch (decision) {
            case ALLOWED -> {
                // on to the checks
            }
            case HIDDEN -> throw new Refusal(404, "application %s does not exist".formatted(appId));
            case UNKNOWN_TOKEN -> throw new Refusal(401, "the token is missing or not valid");
        }
    }

    private Answer answer(Call call) {
        String appId = call.appId();
        return switch (call.operation()) {
            case CREATE_ROOM -> {
                RequestBody.requireRoomId(call.roomId());
                yield Answer.of(201, Wire
                        .createdRoom(rooms.createRoom(appId, call.roomId(), RequestBody.createRoom(call.body()))));
            }
            case DESTROY_ROOM -> {
                rooms.destroyRoom(appId, call.roomInPath());
                yield Answer.noContent();
            }
            case SUSPEND_ROOM -> {
                rooms.suspendRoom(appId, call.roomInPath());
                yield Answer.noContent();
            }
            case RESUME_ROOM -> Answer.of(200, Wire.createdRoom(rooms.resumeRoom(appId, call.roomInPath())));
            case UPDATE_ROOM_CONFIG -> {
                rooms.updateRoomConfig(appId, call.roomInPath(), RequestBody.updateRoomConfig(call.body()));
                yield Answer.noContent();
            }
            case GET_ROOM_INFO -> Answer.of(200, Wire.room(rooms.getRoomInfo(appId, call.roomInPath())));
            case GET_CONNECTION_INFO ->
                Answer.of(200, Wire.connectionInfo(rooms.getConnectionInfo(appId, call.roomInPath())));
            case GET_ACTIVE_ROOMS_FOR_PROCESS -> Answer.of(200,
                    Wire.roomsWithoutAllocations(rooms.getActiveRoomsForProcess(appId, call.processId())));
            case GET_INACTIVE_ROOMS_FOR_PROCESS -> Answer.of(200,
                    Wire.roomsWithoutAllocations(rooms.getInactiveRoomsForProcess(appId, call.processId())));
            case GET_APP -> Answer.of(200, Wire.application(rooms.getApp(appId)));
        };
    }
}
