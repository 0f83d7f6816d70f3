package dev.hathora.operator.room;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.hathora.operator.api.AdoptionPolicy;
import dev.hathora.operator.api.DeletionPolicy;
import dev.hathora.operator.api.HathoraRoomSpec;
import dev.hathora.operator.api.JsonText;
import dev.hathora.operator.api.ManagementPolicy;
import dev.hathora.operator.api.Region;
import dev.hathora.operator.api.RestartPolicy;
import dev.hathora.operator.api.RoomConfigPolicy;
import dev.hathora.operator.api.RoomState;
import dev.hathora.operator.cloud.CreateRoomRequest;
import org.jspecify.annotations.Nullable;

/**
 * Spec, checked once more and with the operator's defaults filled in: what the planner works with.
 *
 * @param appId the application for a room that is still to be claimed
 * @param roomId the caller's own id; null: the operator derives one
 * @param request what createRoom is sent
 * @param config the configuration the room should have
 * @param enforceConfig whether a difference in configuration is written back
 * @param state whether the room should run
 * @param restart whether a room that ended by itself is followed by another one
 * @param timeToLive how long the resource outlives a room that is not restarted; null: for ever
 * @param deletionPolicy what becomes of the room when the resource is deleted
 * @param adopt whether a room that exists already may be taken over
 * @param management whether the operator manages the room or only observes it
 * @param paused whether the operator is told to do nothing with the room
 * @param problem why spec can't be carried out, and what to do; null: it can
 */
public record DesiredRoom(String appId, @Nullable String roomId, CreateRoomRequest request, RoomConfig config,
        boolean enforceConfig, RoomState state, boolean restart, @Nullable Duration timeToLive,
        DeletionPolicy deletionPolicy, boolean adopt, ManagementPolicy management, boolean paused,
        @Nullable String problem) {

    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,100}");
    private static final Pattern IP = Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /**
     * Reads a spec, and checks it: everything that admission refuses is refused here too, because a CRD may be older
     * than the operator, and an API server for tests may check nothing at all. A spec that can't be carried out still
     * gets a result, since its room has to be looked after, and ended, all the same.
     *
     * @param claimedAppId the application of the claim, which stands whatever the default has become
     * @param defaultAppId the operator's default application
     */
    public static DesiredRoom from(HathoraRoomSpec spec, @Nullable String claimedAppId, @Nullable String defaultAppId) {
        String appId = Stream.of(spec.appId(), claimedAppId, defaultAppId)
                .filter(Objects::nonNull).findFirst().orElse("");
        RoomConfig config = config(spec);
        String region = spec.region() == null ? "" : spec.region().hathoraName();
        var request = new CreateRoomRequest(region, config.toSend(), spec.deploymentId(),
                spec.clientIPs() == null ? null : spec.clientIPs().stream().filter(Objects::nonNull).toList());
        Integer ttl = spec.ttlSecondsAfterFinished();
        return new DesiredRoom(appId, spec.roomId(), request, config,
                spec.roomConfigPolicy() == RoomConfigPolicy.ENFORCE, spec.state(),
                spec.restartPolicy() == RestartPolicy.ALWAYS, ttl == null ? null : Duration.ofSeconds(ttl),
                spec.deletionPolicy(), spec.adoptionPolicy() == AdoptionPolicy.IF_EXISTS,
                spec.managementPolicy(), spec.paused(), problem(spec, appId));
    }

    /** Whether nothing may be changed on Hathora. */
    public boolean observeOnly() {
        return management == ManagementPolicy.OBSERVE_ONLY;
    }

    /** The same for a resource that could not be read as a whole, and why; null: it could. */
    public DesiredRoom unreadable(@Nullable String why) {
        return why == null
                ? this
                : new DesiredRoom(appId, roomId, request, config, enforceConfig, state, restart, timeToLive,
                        deletionPolicy, adopt, management, paused, why);
    }

    private static RoomConfig config(HathoraRoomSpec spec) {
        JsonText json = spec.roomConfigJson();
        if (json != null) {
            return json.text() == null ? new RoomConfig.Unmanaged() : new RoomConfig.Json(json.text());
        }
        return spec.roomConfig() != null ? new RoomConfig.Text(spec.roomConfig()) : new RoomConfig.Unmanaged();
    }

    private static @Nullable String problem(HathoraRoomSpec spec, String appId) {
        if (appId.isEmpty()) {
            return "no application: set spec.appId, or start the operator with HATHORA_APP_ID";
        }
        if (spec.region() == null) {
            return "spec.region is missing: name one of Hathora's regions";
        }
        String unrecognized = unrecognized(spec);
        if (unrecognized != null) {
            return "spec." + unrecognized + " has a value that this version of the operator does not know: "
                    + "upgrade the operator";
        }
        String malformed = malformed(spec);
        if (malformed != null) {
            return malformed;
        }
        if (spec.roomConfig() != null && spec.roomConfigJson() != null) {
            return "roomConfig and roomConfigJson are mutually exclusive: keep one of them";
        }
        int characters = characters(spec);
        if (characters > RoomConfig.MAX_LENGTH) {
            return "the room's configuration has " + characters + " characters, Hathora takes at most "
                    + RoomConfig.MAX_LENGTH + ": shorten it";
        }
        boolean always = spec.restartPolicy() == RestartPolicy.ALWAYS;
        if (spec.roomId() != null && always) {
            return "restartPolicy Always can't be used with roomId, because Hathora accepts an id only once: "
                    + "remove roomId, or use restartPolicy: Never";
        }
        if (spec.ttlSecondsAfterFinished() != null && always) {
            return "ttlSecondsAfterFinished needs restartPolicy: Never, because a room that is restarted never finishes";
        }
        if (spec.managementPolicy() == ManagementPolicy.OBSERVE_ONLY && spec.roomId() == null) {
            return "managementPolicy ObserveOnly needs roomId, the id of the room to observe";
        }
        return null;
    }

    /** The length of the configuration, as the CRD counts it. */
    private static int characters(HathoraRoomSpec spec) {
        String text = spec.roomConfig();
        return spec.roomConfigJson() != null
                ? spec.roomConfigJson().length()
                : text == null ? 0 : text.codePointCount(0, text.length());
    }

    /** Values that would be sent to Hathora, or acted upon, although they can't be right. */
    private static @Nullable String malformed(HathoraRoomSpec spec) {
        String id = Stream.of(new Id("appId", spec.appId()), new Id("roomId", spec.roomId()),
                new Id("deploymentId", spec.deploymentId())).filter(Id::isMalformed).map(Id::field).findFirst()
                .orElse(null);
        if (id != null) {
            return "spec." + id + " is malformed: an id is 1 to 100 letters, digits, '_' or '-'";
        }
        if (spec.clientIPs() != null
                && !spec.clientIPs().stream().allMatch(ip -> ip != null && IP.matcher(ip).matches())) {
            return "spec.clientIPs holds something that is no IP address: correct or remove it";
        }
        if (spec.ttlSecondsAfterFinished() != null && spec.ttlSecondsAfterFinished() < 0) {
            return "spec.ttlSecondsAfterFinished is negative: give a number of seconds, or remove it";
        }
        return null;
    }

    private record Id(String field, @Nullable String value) {
        boolean isMalformed() {
            return value != null && !ID.matcher(value).matches();
        }
    }

    /** A field with a value of a later version. Those come first that decide on deletion. */
    private static @Nullable String unrecognized(HathoraRoomSpec spec) {
        if (spec.managementPolicy() == ManagementPolicy.UNRECOGNIZED) {
            return "managementPolicy";
        }
        if (spec.deletionPolicy() == DeletionPolicy.UNRECOGNIZED) {
            return "deletionPolicy";
        }
        if (spec.region() == Region.UNRECOGNIZED) {
            return "region";
        }
        if (spec.roomConfigPolicy() == RoomConfigPolicy.UNRECOGNIZED) {
            return "roomConfigPolicy";
        }
        if (spec.state() == RoomState.UNRECOGNIZED) {
            return "state";
        }
        if (spec.restartPolicy() == RestartPolicy.UNRECOGNIZED) {
            return "restartPolicy";
        }
        return spec.adoptionPolicy() == AdoptionPolicy.UNRECOGNIZED ? "adoptionPolicy" : null;
    }
}
