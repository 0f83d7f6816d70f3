package dev.hathora.operator.room;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The current and former endpoints of Hathora's API. A claim is stored together with the origin of the endpoint where
 * it was made. Only that endpoint knows what happened to the room.
 *
 * @param current the origin of the current endpoint
 * @param movedFrom origins that are gone for good, together with their rooms
 * @param aliases origins that serve the same rooms as the current one
 */
public record Endpoints(String current, Set<String> movedFrom, Set<String> aliases) {
    /** Makes the sets immutable. */
    public Endpoints {
        movedFrom = Set.copyOf(movedFrom);
        aliases = Set.copyOf(aliases);
    }

    /** The relation between a claim's room and the current endpoint. */
    public enum Relation {
        /** The current endpoint serves the room. */
        HERE,

        /** The room is gone together with its endpoint, as a user has said. */
        MOVED,

        /** The room is at another endpoint. The current one knows nothing about it. */
        ELSEWHERE
    }

    /** One endpoint, without former ones. */
    public static Endpoints only(URI api) {
        return new Endpoints(origin(api), Set.of(), Set.of());
    }

    /**
     * The relation between a room that was claimed at this origin and the current endpoint.
     *
     * @param claimedAt the origin; null if an older version of the operator made the claim, which did not store it.
     *     Null counts as the current endpoint.
     */
    public Relation of(@Nullable String claimedAt) {
        if (claimedAt == null || claimedAt.equals(current) || aliases.contains(claimedAt)) {
            return Relation.HERE;
        }
        return movedFrom.contains(claimedAt) ? Relation.MOVED : Relation.ELSEWHERE;
    }

    /** The endpoint where a claim was made. Null if the current endpoint serves the room. */
    public @Nullable OtherEndpoint other(@Nullable String claimedAt) {
        return switch (of(claimedAt)) {
            case HERE -> null;
            case MOVED -> new OtherEndpoint(String.valueOf(claimedAt), current, true);
            case ELSEWHERE -> new OtherEndpoint(String.valueOf(claimedAt), current, false);
        };
    }

    /**
     * The origin of a URL in canonical form: {@code https://api.hathora.dev:443}.
     *
     * @throws IllegalArgumentException if it is not an http or https URL with a host
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
        // a name with a trailing dot is the same name, fully qualified
        String host = url.getHost().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        return scheme + "://" + host + ":" + (url.getPort() == -1 ? defaultPort : url.getPort());
    }
}
