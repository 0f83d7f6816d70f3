package dev.hathora.operator.controller.kubernetes;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import org.jspecify.annotations.Nullable;

/** The objects and arrays in the JSON of rooms whose members {@link RoomSieve} handles separately. */
enum RoomLevel {
    /** The whole response: a resource, a list or a watch event. */
    DOCUMENT,
    /** The resources of a list. */
    ITEMS,
    RESOURCE,
    METADATA,
    ANNOTATIONS,
    /** Spec or status. */
    SECTION;

    /** The largest size of an annotation in bytes. Ids, times and origins of URLs are shorter. */
    private static final int LONGEST_ANNOTATION = 2 * 1024;

    /** The largest number of the operator's annotations. The operator uses fewer. */
    private static final int MOST_ANNOTATIONS = 32;

    /**
     * The level that begins with a member.
     *
     * @param first the first byte of its value
     * @return null if the member is kept or dropped as a whole
     */
    @Nullable
    RoomLevel within(String name, byte first) {
        return switch (this) {
            case DOCUMENT, RESOURCE -> switch (name) {
                case "items" -> first == '[' && this == DOCUMENT ? ITEMS : null;
                case "object" -> first == '{' && this == DOCUMENT ? RESOURCE : null;
                case "metadata" -> first == '{' ? METADATA : null;
                case "spec", "status" -> first == '{' ? SECTION : null;
                default -> null;
            };
            case METADATA -> name.equals("annotations") && first == '{' ? ANNOTATIONS : null;
            case ITEMS, ANNOTATIONS, SECTION -> null;
        };
    }

    /**
     * How many bytes of a member's value are kept; 0: the member is dropped.
     *
     * @param members how many members of the same object were kept before
     */
    int limit(String name, int members) {
        return switch (this) {
            case METADATA -> name.equals("managedFields") ? 0 : RoomSieve.LONGEST;
            case ANNOTATIONS -> name.startsWith(HathoraRoom.GROUP + "/") && members < MOST_ANNOTATIONS
                    ? LONGEST_ANNOTATION
                    : 0;
            case DOCUMENT, ITEMS, RESOURCE, SECTION -> RoomSieve.LONGEST;
        };
    }
}
