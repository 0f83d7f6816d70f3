package dev.hathora.operator.api.hathoraroomset;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The label by which the rooms of a set are found. */
public final class SetLabel {
    /** The maximum length of a label's value. */
    private static final int LONGEST = 63;

    private static final int HASH_LENGTH = 32;

    private SetLabel() {}

    /**
     * The value of {@link HathoraRoomSet#SET_LABEL} for the set of this name: the name, or, if that is too long for a
     * label, its beginning, '_' and a hash. Names contain no '_', so sets of different names have different values.
     */
    public static String of(String setName) {
        return setName.length() <= LONGEST
                ? setName
                : setName.substring(0, LONGEST - HASH_LENGTH - 1) + "_" + hash(setName);
    }

    /** The label selector of the rooms of the set of this name. */
    public static String selector(String setName) {
        return HathoraRoomSet.SET_LABEL + "=" + of(setName);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
