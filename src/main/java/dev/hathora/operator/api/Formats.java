package dev.hathora.operator.api;

/** How ids, addresses and names are written: regular expressions that the CRD's rules use, and whoever checks again. */
public final class Formats {
    /** An id on Hathora: of an application, a room or a deployment. At most {@link #MAX_ID_LENGTH} characters. */
    public static final String ID = "^[a-zA-Z0-9_-]+$";

    /** How long an id on Hathora may be. */
    public static final int MAX_ID_LENGTH = 100;

    /** How many characters a room's configuration may have. */
    public static final int MAX_ROOM_CONFIG_LENGTH = 10_000;

    /**
     * How many keys a configuration may have at its top. More than these are more than 10,000 characters, which the CRD can't
     * ask about: CEL does not see into fields that preserve what they hold.
     */
    public static final int MAX_ROOM_CONFIG_KEYS = 2_000;

    /** An IPv4 address, or an IPv6 address without a zone, as people and tools write them. */
    public static final String IP_ADDRESS = "^("
            + "((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])[.]){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
            + "|([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}"
            + "|([0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4}){0,6})?::([0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4}){0,6})?"
            + ")$";

    /** The name of a Secret: a DNS subdomain. */
    public static final String SECRET_NAME = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    /** A key in a Secret's data. */
    public static final String SECRET_KEY = "^[-._a-zA-Z0-9]+$";

    /** How long the name of a Secret and a key in it may be. */
    public static final int MAX_NAME_LENGTH = 253;

    private Formats() {}
}
