package dev.hathora.operator.room;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Specs as users write them: lines of a manifest. */
final class Specs {
    static final String APP = "app-1";

    private static final KubernetesSerialization YAML = new KubernetesSerialization(JsonMapper.builder()
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build(), false);
    private static final Map<String, HathoraRoomSpec> PARSED = new ConcurrentHashMap<>();

    private Specs() {}

    /** A spec of exactly these lines. */
    static HathoraRoomSpec spec(String... lines) {
        String yaml = lines.length == 0 ? "{}" : String.join("\n", lines);
        return PARSED.computeIfAbsent(yaml, y -> YAML.unmarshal(y, HathoraRoomSpec.class));
    }

    /** What the planner works with, for a spec that is complete but for these lines; the default application is app-1. */
    static DesiredRoom desired(String... lines) {
        String[] complete = Arrays.copyOf(lines, lines.length + 1);
        complete[lines.length] = Arrays.stream(lines).anyMatch(line -> line.startsWith("region:"))
                ? "# in the default application"
                : "region: Chicago";
        return DesiredRoom.from(spec(complete), null, APP);
    }
}
