package dev.hathora.operator.room;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.hathora.operator.api.JsonText;
import dev.hathora.operator.api.Region;
import dev.hathora.operator.api.hathoraroom.AdoptionPolicy;
import dev.hathora.operator.api.hathoraroom.DeletionPolicy;
import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import dev.hathora.operator.api.hathoraroom.ManagementPolicy;
import dev.hathora.operator.api.hathoraroom.RestartPolicy;
import dev.hathora.operator.api.hathoraroom.RoomConfigPolicy;
import dev.hathora.operator.api.hathoraroom.RoomState;
import dev.hathora.operator.cloud.CreateRoomRequest;
import org.jspecify.annotations.Nullable;

/**
 * Spec after validation, with the operator's defaults filled in. This is the planner's input.
 *
 * @param appId the application to use when a room is claimed
 * @param roomId the user-chosen id; null if the operator generates one
 * @param request the createRoom request
 * @param config the desired configuration
 * @param enforceConfig whether a differing configuration is restored
 * @param state whether the room should run
 * @param restart whether a new room follows one that ended by itself
 * @param timeToLive how long the resource is kept after the end of a room that is not restarted; null if it is kept
 *     forever
 * @param deletionPolicy what happens to the room when the resource is deleted
 * @param adopt whether an existing room may be taken over
 * @param management whether the operator manages the room or only observes it
 * @param paused whether the operator must change nothing
 * @param problem why spec is invalid, and what to do about it; null if it is valid
 */
public record DesiredRoom(String appId, @Nullable String roomId, CreateRoomRequest request, RoomConfig config,
        boolean enforceConfig, RoomState state, boolean restart, @Nullable Duration timeToLive,
        DeletionPolicy deletionPolicy, boolean adopt, ManagementPolicy management, boolean paused,
        @Nullable String problem) {

    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,100}");
    private static final Pattern IP = Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /**
     * Reads and validates a spec. Everything that admission rejects is rejected here as well, because the CRD may be
     * older than the operator, and a test API server may not validate at all. An invalid spec still has a result,
     * because its room has to be managed and destroyed nevertheless.
     *
     * @param claimedAppId the application of the claim; it stays the same if the default changes
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

    /** Whether the operator may change nothing on Hathora. */
    public boolean observeOnly() {
        return management == ManagementPolicy.OBSERVE_ONLY;
    }

    /**
     * A copy for a resource that could not be read completely, with the problem. Returns this if the problem is null.
     */
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
            return "spec.region is missing: set it to one of Hathora's regions";
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
            return "the room's configuration has " + characters + " characters, but Hathora accepts at most "
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

    /** The length of the configuration, counted as in the CRD. */
    private static int characters(HathoraRoomSpec spec) {
        String text = spec.roomConfig();
        return spec.roomConfigJson() != null
                ? spec.roomConfigJson().length()
                : text == null ? 0 : text.codePointCount(0, text.length());
    }

    /** A malformed value that would otherwise be sent to Hathora or used. Null if there is none. */
    private static @Nullable String malformed(HathoraRoomSpec spec) {
        String id = Stream.of(new Id("appId", spec.appId()), new Id("roomId", spec.roomId()),
                new Id("deploymentId", spec.deploymentId())).filter(Id::isMalformed).map(Id::field).findFirst()
                .orElse(null);
        if (id != null) {
            return "spec." + id + " is malformed: an id is 1 to 100 letters, digits, '_' or '-'";
        }
        if (spec.clientIPs() != null
                && !spec.clientIPs().stream().allMatch(ip -> ip != null && IP.matcher(ip).matches())) {
            return "spec.clientIPs contains a value that is not an IP address: correct or remove it";
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

    /** A field with an unrecognized value. Fields that affect deletion come first. */
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
