package dev.hathora.operator.api.hathoraroomset;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.hathora.operator.api.Region;
import dev.hathora.operator.api.hathoraroom.AdoptionPolicy;
import dev.hathora.operator.api.hathoraroom.DeletionPolicy;
import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import dev.hathora.operator.api.hathoraroom.ManagementPolicy;
import dev.hathora.operator.api.hathoraroom.RestartPolicy;
import dev.hathora.operator.api.hathoraroom.RoomConfigPolicy;
import dev.hathora.operator.api.hathoraroom.RoomState;

/**
 * What is wrong with a set, and what to do. The CRD has the same rules. The operator checks them again, because the CRD in
 * a cluster may be another one. The rules of a room's own spec are left to the room.
 */
final class SetRules {
    static final String ROOM_ID = "roomId can't be used in a template, because each room of a set needs an id of its own: "
            + "remove it";
    static final String CONNECTION_SECRET = "connectionSecret can't be used in a template, because all rooms of the set "
            + "would write the same Secret: remove it, and read status.connection of the rooms";
    static final String TTL = "ttlSecondsAfterFinished can't be used in a template, because the set itself replaces rooms "
            + "that have ended: remove it";
    static final String STATE = "state Suspended can't be used in a template, because no room is created only to be "
            + "suspended: remove it, and set spec.replicas to 0 to have no rooms";
    static final String MANAGEMENT_POLICY = "managementPolicy ObserveOnly can't be used in a template, because a set "
            + "creates its rooms: remove it, and observe a room with a HathoraRoom";
    static final String DELETION_POLICY = "deletionPolicy must be Destroy in a template, because rooms that are left behind "
            + "belong to no set: remove it, and annotate rooms that must stay with hathora.dev/in-use: \"true\"";
    static final String PAUSED = "paused can't be used in a template, because such rooms would never be created: remove it, "
            + "and use spec.paused of the set to hold back a rollout";

    static final String LIMITS_OF_ON_DELETE = "maxSurge and maxUnavailable can't be used with type OnDelete, which replaces "
            + "a room only when you delete it: remove them, or use type RollingUpdate";
    static final String BOTH_ZERO = "maxSurge and maxUnavailable can't both be 0, because then no room could ever be "
            + "replaced: raise one of them";

    static final String KEY = "^([a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?"
            + "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$";
    static final String INVALID_KEY = "a key is a name of at most 63 letters, digits, '-', '_' and '.', and may have a DNS "
            + "name as its prefix, as in example.com/mode";
    static final String RESERVED_KEY = "keys that begin with hathora.dev/ can't be used in a template, because the operator "
            + "or a single room uses them: choose another prefix";
    static final String LABEL = "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$";
    static final String INVALID_LABEL = "the value of a label may contain only letters, digits, '-', '_' and '.', and must "
            + "begin and end with a letter or digit";

    private static final String REPLICAS = "replicas must be a number from 0 to 10000";
    private static final String MIN_READY = "minReadySeconds can't be negative";
    private static final String REGION = "template.spec.region is missing, or not known to this version of the operator: "
            + "write one of Hathora's regions";
    private static final String LATER = " has a value that this version of the operator does not know: write one that "
            + "kubectl explain shows";

    private static final Pattern KEYS = Pattern.compile(KEY);
    private static final Pattern LABELS = Pattern.compile(LABEL);

    private record Rule(boolean kept, String message) {}

    private SetRules() {}

    /** What the spec violates. */
    static List<String> violated(HathoraRoomSetSpec spec) {
        return Stream.of(ofSet(spec), ofStrategy(spec.strategy()), ofMetadata(spec.template().metadata()),
                ofRoom(spec.template().spec())).flatMap(rules -> rules).filter(rule -> !rule.kept()).map(Rule::message)
                .distinct().toList();
    }

    private static Stream<Rule> ofSet(HathoraRoomSetSpec spec) {
        return Stream.of(
                new Rule(spec.replicas() >= 0 && spec.replicas() <= HathoraRoomSetSpec.MAX_REPLICAS, REPLICAS),
                new Rule(spec.minReadySeconds() >= 0, MIN_READY));
    }

    private static Stream<Rule> ofStrategy(SetStrategy strategy) {
        NumberOrPercent surge = strategy.maxSurge();
        NumberOrPercent unavailable = strategy.maxUnavailable();
        return Stream.of(
                new Rule(strategy.type() != StrategyType.UNRECOGNIZED, "strategy.type" + LATER),
                new Rule(strategy.type() != StrategyType.ON_DELETE || (surge == null && unavailable == null),
                        LIMITS_OF_ON_DELETE),
                new Rule(surge == null || unavailable == null || surge.value() > 0 || unavailable.value() > 0,
                        BOTH_ZERO));
    }

    private static Stream<Rule> ofMetadata(RoomTemplateMetadata metadata) {
        Stream<Rule> keys = Stream.of(metadata.labels(), metadata.annotations()).map(Map::keySet)
                .flatMap(set -> set.stream())
                .flatMap(key -> Stream.of(
                        new Rule(key.length() <= RoomTemplateMetadata.MAX_KEY_LENGTH && KEYS.matcher(key).matches(),
                                INVALID_KEY),
                        new Rule(!key.startsWith(RoomTemplateMetadata.RESERVED_PREFIX), RESERVED_KEY)));
        return Stream.concat(keys, metadata.labels().values().stream()
                .map(value -> new Rule(value.length() <= RoomTemplateMetadata.MAX_LABEL_LENGTH
                        && LABELS.matcher(value).matches(), INVALID_LABEL)));
    }

    private static Stream<Rule> ofRoom(HathoraRoomSpec room) {
        return Stream.of(
                new Rule(room.region() != null && room.region() != Region.UNRECOGNIZED, REGION),
                new Rule(room.roomId() == null, ROOM_ID),
                new Rule(room.connectionSecret() == null, CONNECTION_SECRET),
                new Rule(room.ttlSecondsAfterFinished() == null, TTL),
                new Rule(room.state() == RoomState.ACTIVE, STATE),
                new Rule(room.managementPolicy() == ManagementPolicy.FULL, MANAGEMENT_POLICY),
                new Rule(room.deletionPolicy() == DeletionPolicy.DESTROY, DELETION_POLICY),
                new Rule(!room.paused(), PAUSED),
                new Rule(room.restartPolicy() != RestartPolicy.UNRECOGNIZED, "template.spec.restartPolicy" + LATER),
                new Rule(room.roomConfigPolicy() != RoomConfigPolicy.UNRECOGNIZED,
                        "template.spec.roomConfigPolicy" + LATER),
                new Rule(room.adoptionPolicy() != AdoptionPolicy.UNRECOGNIZED, "template.spec.adoptionPolicy" + LATER));
    }
}
