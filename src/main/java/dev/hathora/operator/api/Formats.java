package dev.hathora.operator.api;

/**
 * Regular expressions and limits for ids, addresses and names. The CRD's validation rules use them, and so do the
 * checks that the operator repeats.
 */
public final class Formats {
    /** The id of an application, room or deployment on Hathora. It has at most {@link #MAX_ID_LENGTH} characters. */
    public static final String ID = "^[a-zA-Z0-9_-]+$";

    /** The maximum length of an id on Hathora. */
    public static final int MAX_ID_LENGTH = 100;

    /** The maximum length of a room's configuration, in characters. */
    public static final int MAX_ROOM_CONFIG_LENGTH = 10_000;

    /**
     * The maximum number of top-level keys in a configuration. More keys than this always exceed 10,000 characters. The
     * CRD can't check the length itself, because CEL can't read fields with x-kubernetes-preserve-unknown-fields.
     */
    public static final int MAX_ROOM_CONFIG_KEYS = 2_000;

    /** An IPv4 address, or an IPv6 address without a zone. */
    public static final String IP_ADDRESS = "^("
            + "((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])[.]){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
            + "|([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}"
            + "|([0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4}){0,6})?::([0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4}){0,6})?"
            + ")$";

    /** The name of a Secret: a DNS subdomain. */
    public static final String SECRET_NAME = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    /** A key in a Secret's data. */
    public static final String SECRET_KEY = "^[-._a-zA-Z0-9]+$";

    /** The maximum length of a Secret's name and of a key in a Secret. */
    public static final int MAX_NAME_LENGTH = 253;

    private Formats() {}
}
