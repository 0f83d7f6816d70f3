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
        @Size(max = MAX_ENTRIES)
        @ValidationRule(value = RoomTemplateMetadata.KEYS_ARE_THE_USERS,
                message = RoomTemplateMetadata.RESERVED) Map<String, @Size(max = 63) String> labels,

        @Size(max = MAX_ENTRIES)
        @ValidationRule(value = RoomTemplateMetadata.KEYS_ARE_THE_USERS,
                message = RoomTemplateMetadata.RESERVED) Map<String, @Size(
                        max = MAX_ANNOTATION_LENGTH) String> annotations) {
    /** The maximum number of labels, and of annotations. */
    public static final int MAX_ENTRIES = 50;

    /** The maximum length of an annotation's value. Kubernetes limits all annotations of a resource to 256 KiB. */
    public static final int MAX_ANNOTATION_LENGTH = 4096;

    static final String KEYS_ARE_THE_USERS = "self.all(key, !key.startsWith('" + ApiGroup.NAME + "/'))";
    static final String RESERVED = "keys that begin with hathora.dev/ can't be used in a template, because the operator "
            + "or a single room uses them: choose another prefix";

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
