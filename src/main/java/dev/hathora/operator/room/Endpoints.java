package dev.hathora.operator.room;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Where Hathora's API is, and where it was. A claim is stored together with the origin of the endpoint where it was made:
 * only there anybody can tell what became of its room.
 *
 * @param current the origin that is called
 * @param movedFrom origins that are gone for good, and their rooms with them
 * @param aliases origins behind which the same rooms are found as behind the current one
 */
public record Endpoints(String current, Set<String> movedFrom, Set<String> aliases) {
    /** Unchangeable sets. */
    public Endpoints {
        movedFrom = Set.copyOf(movedFrom);
        aliases = Set.copyOf(aliases);
    }

    /** What a claim's room has to do with the endpoint that is called. */
    public enum Relation {
        /** It is asked about there. */
        HERE,

        /** It is gone with the endpoint it was on, as a person has said. */
        MOVED,

        /** It is somewhere else. Nobody can tell here what becomes of it. */
        ELSEWHERE
    }

    /** One endpoint, and no other before it. */
    public static Endpoints only(URI api) {
        return new Endpoints(origin(api), Set.of(), Set.of());
    }

    /**
     * What a room that was claimed at this origin has to do with the endpoint that is called.
     *
     * @param claimedAt null: an older version of the operator has claimed it, which did not say where. It counts as here
     */
    public Relation of(@Nullable String claimedAt) {
        if (claimedAt == null || claimedAt.equals(current) || aliases.contains(claimedAt)) {
            return Relation.HERE;
        }
        return movedFrom.contains(claimedAt) ? Relation.MOVED : Relation.ELSEWHERE;
    }

    /** The endpoint where a claim was made, unless its room is found at the one that is called; null: it is. */
    public @Nullable OtherEndpoint other(@Nullable String claimedAt) {
        return switch (of(claimedAt)) {
            case HERE -> null;
            case MOVED -> new OtherEndpoint(String.valueOf(claimedAt), current, true);
            case ELSEWHERE -> new OtherEndpoint(String.valueOf(claimedAt), current, false);
        };
    }

    /**
     * The origin of a URL, always written the same way: {@code https://api.hathora.dev:443}.
     *
     * @throws IllegalArgumentException when it is no http or https URL with a host
     */
    public static String origin(URI url) {
        String scheme = Objects.requireNonNullElse(url.getScheme(), "").toLowerCase(Locale.ROOT);
        int defaultPort = switch (scheme) {
            case "https" -> 443;
            case "http" -> 80;
            default -> throw new IllegalArgumentException("not an http or https URL: " + url);
        };
        if (url.getHost() == null) {
            throw new IllegalArgumentException("a URL without a host: " + url);
        }
        // a name that ends with a dot is the same name, written in full
        String host = url.getHost().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        return scheme + "://" + host + ":" + (url.getPort() == -1 ? defaultPort : url.getPort());
    }
}
