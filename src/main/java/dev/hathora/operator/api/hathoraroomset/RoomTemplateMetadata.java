package dev.hathora.operator.api.hathoraroomset;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hathora.operator.api.ApiGroup;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * Labels and annotations of the rooms of a set. Those that begin with hathora.dev/ belong to the operator or to a single
 * room.
 *
 * @param labels Labels of the rooms.
 * @param annotations Annotations of the rooms.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RoomTemplateMetadata(
        @ValidationRule(value = KEYS_ARE_VALID, message = SetRules.INVALID_KEY)
        @ValidationRule(value = KEYS_ARE_THE_USERS, message = SetRules.RESERVED_KEY)
        @ValidationRule(
                value = "self.all(key, self[key].matches('" + SetRules.LABEL + "'))",
                message = SetRules.INVALID_LABEL)
        @Size(max = MAX_ENTRIES) Map<String, @Size(max = MAX_LABEL_LENGTH) String> labels,

        @ValidationRule(value = KEYS_ARE_VALID, message = SetRules.INVALID_KEY)
        @ValidationRule(value = KEYS_ARE_THE_USERS, message = SetRules.RESERVED_KEY)
        @Size(max = MAX_ENTRIES) Map<String, @Size(max = MAX_ANNOTATION_LENGTH) String> annotations) {
    /** The maximum number of labels, and of annotations. */
    public static final int MAX_ENTRIES = 50;

    /** The maximum length of an annotation's value. Kubernetes limits all annotations of a resource to 256 KiB. */
    public static final int MAX_ANNOTATION_LENGTH = 4096;

    static final int MAX_LABEL_LENGTH = 63;
    static final int MAX_KEY_LENGTH = 317;
    static final String RESERVED_PREFIX = ApiGroup.NAME + "/";

    static final String KEYS_ARE_VALID = "self.all(key, key.size() <= " + MAX_KEY_LENGTH + " && key.matches('"
            + SetRules.KEY + "'))";
    static final String KEYS_ARE_THE_USERS = "self.all(key, !key.startsWith('" + RESERVED_PREFIX + "'))";

    static final RoomTemplateMetadata EMPTY = new RoomTemplateMetadata(null, null);

    /** Makes the maps immutable and sorted, replaces a null map by an empty one, and drops null values. */
    public RoomTemplateMetadata(@Nullable Map<String, String> labels, @Nullable Map<String, String> annotations) {
        this.labels = withoutNull(labels);
        this.annotations = withoutNull(annotations);
    }

    private static Map<String, String> withoutNull(@Nullable Map<String, String> map) {
        SortedMap<String, String> copy = new TreeMap<>();
        if (map != null) {
            map.forEach((key, value) -> {
                if (key != null && value != null) {
                    copy.put(key, value);
                }
            });
        }
        return Collections.unmodifiableSortedMap(copy);
    }
}
