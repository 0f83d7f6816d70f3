package dev.hathora.operator.simulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.hathora.operator.cloud.Operation;

/** The operations as callers see them: limit, token, checks, then {@link World}, and its answer as JSON. */
final class RoomV2 {
    private final World world;
    private final RateLimit rateLimit;
    private final Map<String, Set<String>> tokensByApp = new ConcurrentHashMap<>();
    private final Set<String> tokensOfStrangers = ConcurrentHashMap.newKeySet();
    private volatile String token;
    private volatile boolean withoutResume;

    RoomV2(World world, RateLimit rateLimit, String token) {
        this.world = world;
        this.rateLimit = rateLimit;
        this.token = token;
    }

    void setToken(String newToken) {
        token = newToken;
    }

    /** The tokens that an application takes from now on. */
    void setTokens(String appId, Set<String> tokens) {
        tokensByApp.put(appId, Set.copyOf(tokens));
    }

    /** Takes a token of another organization, which sees no application. */
    void addTokenOfStrangers(String strangers) {
        tokensOfStrangers.add(strangers);
    }

    /** Behaves like the older API, which has no resumeRoom. */
    void withoutResume(boolean absent) {
        withoutResume = absent;
    }

    /** Processes a call with all its effects. */
    Answer process(Call call) {
        Optional<Duration> wait = rateLimit.take();
        if (wait.isPresent()) {
            return Answer.error(429, "too many requests", wait.get());
        }
        if (call.operation() == Operation.RESUME_ROOM && withoutResume) {
            return Answer.error(404, "Not Found");
        }
        if (call.operation() != Operation.GET_CONNECTION_INFO) {
            if (isSentWithOneOf(tokensOfStrangers, call)) {
                return Answer.error(404, "application %s does not exist".formatted(call.appId()));
            }
            if (!isSentWithOneOf(tokensByApp.getOrDefault(call.appId(), Set.of(token)), call)) {
                return Answer.error(401, "the token is missing or not valid");
            }
        }
        try {
            return answer(call);
        } catch (Refusal refusal) {
            return Answer.error(refusal.status(), refusal.reason());
        }
    }

    /** Processes a call for a list, and answers it with one that was true some time ago. */
    Answer processLate(Call call, Duration ago) {
        Answer answer = process(call);
        return answer.status() == 200
                ? answer.with(Wire.list(world.getEarlierRoomsForProcess(call.appId(), call.processId(),
                        call.operation() == Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, ago), Wire::roomWithoutAllocations))
                : answer;
    }

    /** Processes createRoom; reads don't know the room for a while. */
    Answer processHidden(Call call, Duration duration) {
        Answer answer = process(call);
        String roomId = answer.body() == null ? "" : answer.body().path("roomId").asText();
        world.hide(roomId, duration);
        return answer;
    }

    private Answer answer(Call call) {
        String appId = call.appId();
        return switch (call.operation()) {
            case CREATE_ROOM -> {
                RequestBody.requireRoomId(call.roomId());
                yield Answer.of(201, Wire
                        .createdRoom(world.createRoom(appId, call.roomId(), RequestBody.createRoom(call.body()))));
            }
            case DESTROY_ROOM -> {
                world.destroyRoom(appId, call.roomInPath());
                yield Answer.noContent();
            }
            case SUSPEND_ROOM -> {
                world.suspendRoom(appId, call.roomInPath());
                yield Answer.noContent();
            }
            case RESUME_ROOM -> Answer.of(200, Wire.createdRoom(world.resumeRoom(appId, call.roomInPath())));
            case UPDATE_ROOM_CONFIG -> {
                world.updateRoomConfig(appId, call.roomInPath(), RequestBody.updateRoomConfig(call.body()));
                yield Answer.noContent();
            }
            case GET_ROOM_INFO -> Answer.of(200, Wire.room(world.getRoomInfo(appId, call.roomInPath())));
            case GET_CONNECTION_INFO ->
                Answer.of(200, Wire.connectionInfo(world.getConnectionInfo(appId, call.roomInPath())));
            case GET_ACTIVE_ROOMS_FOR_PROCESS ->
                Answer.of(200, Wire.list(world.getActiveRoomsForProcess(appId, call.processId()),
                        Wire::roomWithoutAllocations));
            case GET_INACTIVE_ROOMS_FOR_PROCESS ->
                Answer.of(200, Wire.list(world.getInactiveRoomsForProcess(appId, call.processId()),
                        Wire::roomWithoutAllocations));
            case GET_APP -> {
                world.requireApp(appId);
                yield Answer.of(200, Wire.application(appId));
            }
        };
    }

    private static boolean isSentWithOneOf(Set<String> tokens, Call call) {
        String sent = call.authorization();
        return sent != null && tokens.stream()
                .anyMatch(valid -> MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8),
                        ("Bearer " + valid).getBytes(StandardCharsets.UTF_8)));
    }
}
