package dev.hathora.operator.room;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import org.jspecify.annotations.Nullable;

/**
 * The room ids that the operator generates for one resource: {@code <namespace>_<name>_<hash of uid>[_<restart>]}.
 *
 * <p>They fit Hathora's limit of 100 characters from {@code [a-zA-Z0-9_-]}. No two resources ever share the part before
 * the hash. Kubernetes names contain neither {@code _} nor capital letters. So {@code _} is the separator, {@code Z}
 * replaces a dot, and {@code H} with a hash replaces the end of a name that is too long.
 *
 * <p>Hashes are computed once, because a pass asks for them a dozen times. Thread-safe.
 */
public final class RoomIds {
    /** The largest restart number that fits. */
    static final int MAX_RESTART = 999_999_999;

    /** Leaves 100 - 67 = 33 characters for two separators, the hash of the uid and {@link #MAX_RESTART}. */
    private static final int MAX_OWNER = 67;
    private static final int OWNER_HASH = 20;
    private static final int UID_HASH = 16;
    private static final String UID_AND_RESTART = "_([0-9a-f]{" + UID_HASH + "})(?:_([1-9][0-9]{0,8}))?";

    /** An id that contains its owner's full name. */
    private static final Pattern PLAIN = Pattern.compile("([a-z0-9-]+)_([a-z0-9Z-]+)" + UID_AND_RESTART);

    /** An id whose owner's name was too long. It may be cut off even within the namespace. */
    private static final Pattern SHORTENED = Pattern
            .compile("[a-z0-9-]+(?:_[a-z0-9Z-]*)?H[0-9a-f]{" + OWNER_HASH + "}" + UID_AND_RESTART);
    private static final Pattern TAIL = Pattern.compile(UID_AND_RESTART);

    private final String namespace;
    private final String name;
    private final String uid;
    private final String owner;
    private @Nullable String uidHash;
    private @Nullable BySet bySet;

    /** The id of the first room of a resource that this set creates. */
    private record BySet(String setUid, String id) {}

    /**
     * @param namespace the resource's namespace
     * @param name the resource's name
     * @param uid the resource's uid; it gives a resource that is created again under the same name different ids
     */
    public RoomIds(String namespace, String name, String uid) {
        this.namespace = namespace;
        this.name = name;
        this.uid = uid;
        this.owner = owner(namespace, name);
    }

    /** The ids of a resource. */
    public static RoomIds of(HathoraRoom room) {
        return new RoomIds(room.getMetadata().getNamespace(), room.getMetadata().getName(),
                room.getMetadata().getUid());
    }

    /** The resource's namespace. */
    public String namespace() {
        return namespace;
    }

    /** The resource's name. */
    public String name() {
        return name;
    }

    /** The resource's uid. */
    public String uid() {
        return uid;
    }

    /**
     * The id of this resource's room number {@code restart}.
     *
     * @param restart 0 for the first room
     */
    public String id(int restart) {
        String first = owner + "_" + uidHash();
        return restart == 0 ? first : first + "_" + restart;
    }

    /**
     * The id of the first room of a resource that a set creates, see {@link SetClaim}.
     *
     * @param setUid the uid of the set
     */
    public String idBySet(String setUid) {
        BySet known = bySet;
        if (known == null || !known.setUid().equals(setUid)) {
            known = new BySet(setUid, owner + "_" + hash(setUid + "/" + name, UID_HASH));
            bySet = known;
        }
        return known.id();
    }

    /** A hash of this resource's uid, 16 hexadecimal digits: part of every id, and stored with every claim. */
    public String uidHash() {
        String known = uidHash;
        if (known == null) {
            known = hash(uid, UID_HASH);
            uidHash = known;
        }
        return known;
    }

    /**
     * The restart number in an id. Empty if the id was not generated for this namespace and name. The hash of the uid
     * is not compared, because a resource that was restored from a backup may take over the room of the original.
     */
    public OptionalInt restartOf(String roomId) {
        if (!roomId.startsWith(owner)) {
            return OptionalInt.empty();
        }
        Matcher tail = TAIL.matcher(roomId.substring(owner.length()));
        if (!tail.matches()) {
            return OptionalInt.empty();
        }
        String restart = tail.group(2);
        return OptionalInt.of(restart == null ? 0 : Integer.parseInt(restart));
    }

    /** Whether an id was generated for exactly this resource: namespace, name and uid. */
    public boolean isOwn(String roomId) {
        return roomId.startsWith(id(0)) && restartOf(roomId).isPresent();
    }

    /**
     * Whether an id was generated for another resource: it has the form of a generated id, and another namespace or
     * name. A user-chosen id must not have that form.
     */
    public boolean isOfAnother(String roomId) {
        return (PLAIN.matcher(roomId).matches() || SHORTENED.matcher(roomId).matches())
                && restartOf(roomId).isEmpty();
    }

    /**
     * The resource for which an id was generated.
     *
     * @param namespace its namespace
     * @param name its name
     * @param uidHash the hash of its uid, as in {@link #uidHash()}
     */
    public record Owner(String namespace, String name, String uidHash) {}

    /**
     * The resource for which an id appears to be generated. Empty for user-chosen ids, and if the name was too long to
     * be contained in the id.
     */
    public static Optional<Owner> ownerOf(String roomId) {
        Matcher id = PLAIN.matcher(roomId);
        return id.matches()
                ? Optional.of(new Owner(id.group(1), id.group(2).replace('Z', '.'), id.group(3)))
                : Optional.empty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RoomIds ids && namespace.equals(ids.namespace) && name.equals(ids.name)
                && uid.equals(ids.uid);
    }

    @Override
    public int hashCode() {
        return Objects.hash(namespace, name, uid);
    }

    @Override
    public String toString() {
        return id(0);
    }

    private static String owner(String namespace, String name) {
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
