package dev.hathora.operator.room;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The room ids that the operator derives for one resource: {@code <namespace>_<name>_<hash of uid>[_<restart>]}.
 *
 * <p>They fit Hathora's 100 characters of {@code [a-zA-Z0-9_-]}, and no two resources ever share the part before the
 * hash: Kubernetes names hold neither {@code _} nor capital letters, so {@code _} separates and a capital letter can
 * stand for what does not fit ({@code Z} for a dot; {@code H} and a hash for the tail of a name that is too long).
 *
 * @param namespace the resource's namespace
 * @param name the resource's name
 * @param uid the resource's uid, so that a resource created anew under the same name has ids of its own
 */
public record RoomIds(String namespace, String name, String uid) {
    /** Leaves 100 - 67 = 33 characters for two separators, the hash of the uid and the largest restart number. */
    private static final int MAX_OWNER = 67;
    private static final int OWNER_HASH = 20;
    private static final int UID_HASH = 16;
    /** An id whose owner is written out in it. */
    private static final Pattern PLAIN = Pattern
            .compile("([a-z0-9-]+)_([a-z0-9Z-]+)_[0-9a-f]{" + UID_HASH + "}(?:_[1-9][0-9]{0,8})?");
    private static final Pattern TAIL = Pattern.compile("_[0-9a-f]{" + UID_HASH + "}(?:_([1-9][0-9]{0,8}))?");

    /**
     * The id of this resource's room number {@code restart}.
     *
     * @param restart 0 for the first room
     */
    public String id(int restart) {
        String first = owner() + "_" + uidHash();
        return restart == 0 ? first : first + "_" + restart;
    }

    /** A hash of this resource's uid, 16 hexadecimal digits: part of every id, and stored with every claim. */
    public String uidHash() {
        return hash(uid, UID_HASH);
    }

    /**
     * Which of this resource's rooms an id stands for; empty if it was not derived for this namespace and name. The hash
     * of the uid is not compared: a resource restored from a backup has a new uid and still owns its room.
     */
    public OptionalInt restartOf(String roomId) {
        String owner = owner();
        if (!roomId.startsWith(owner)) {
            return OptionalInt.empty();
        }
        Matcher tail = TAIL.matcher(roomId.substring(owner.length()));
        if (!tail.matches()) {
            return OptionalInt.empty();
        }
        String restart = tail.group(1);
        return OptionalInt.of(restart == null ? 0 : Integer.parseInt(restart));
    }

    /**
     * The resource that an id was derived for.
     *
     * @param namespace its namespace
     * @param name its name
     */
    public record Owner(String namespace, String name) {}

    /** Whom an id looks as if it was derived for; empty for ids of users' own, and where the name was too long to be kept. */
    public static Optional<Owner> ownerOf(String roomId) {
        Matcher id = PLAIN.matcher(roomId);
        return id.matches()
                ? Optional.of(new Owner(id.group(1), id.group(2).replace('Z', '.')))
                : Optional.empty();
    }

    private String owner() {
        String plain = namespace + "_" + name.replace('.', 'Z');
        if (plain.length() <= MAX_OWNER) {
            return plain;
        }
        String kept = plain.substring(0, MAX_OWNER - OWNER_HASH - 1);
        return kept + "H" + hash(namespace + "/" + name, OWNER_HASH);
    }

    private static String hash(String text, int hexDigits) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, hexDigits);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
