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
        @ValidationRule(value = KEYS_ARE_VALID, message = INVALID_KEY)
        @ValidationRule(value = KEYS_ARE_THE_USERS, message = RESERVED)
        @ValidationRule(
                value = "self.all(key, self[key].matches('^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$'))",
                message = "the value of a label may contain only letters, digits, '-', '_' and '.', and must begin and "
                        + "end with a letter or digit")
        @Size(max = MAX_ENTRIES) Map<String, @Size(max = 63) String> labels,

        @ValidationRule(value = KEYS_ARE_VALID, message = INVALID_KEY)
        @ValidationRule(value = KEYS_ARE_THE_USERS, message = RESERVED)
        @Size(max = MAX_ENTRIES) Map<String, @Size(max = MAX_ANNOTATION_LENGTH) String> annotations) {
    /** The maximum number of labels, and of annotations. */
    public static final int MAX_ENTRIES = 50;

    /** The maximum length of an annotation's value. Kubernetes limits all annotations of a resource to 256 KiB. */
    public static final int MAX_ANNOTATION_LENGTH = 4096;

    /** A name of at most 63 characters, after an optional DNS subdomain and '/'. */
    static final String KEYS_ARE_VALID = "self.all(key, key.size() <= 317 && key.matches('"
            + "^([a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?"
            + "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$'))";
    static final String INVALID_KEY = "a key is a name of at most 63 letters, digits, '-', '_' and '.', and may have a DNS "
            + "name as its prefix, as in example.com/mode";

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
