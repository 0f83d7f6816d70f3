package dev.hathora.operator.roomv2.http;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.roomv2.Refusal;
import org.jspecify.annotations.Nullable;

/** A request to one of the API's operations. Its body is read when it is asked for: not from those who are refused. */
public final class Call {
    private static final Pattern SCHEME = Pattern.compile("(?i)bearer +");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    /** A body that could be taken for another one is refused. */
    private static final JsonMapper JSON = JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final Route route;
    private final Map<String, String> parameters;
    private final String query;
    private final @Nullable String authorization;
    private final boolean sentAsJson;
    private final Body body;
    private byte @Nullable [] read;

    /** What the caller sends after the head. */
    interface Body {
        /**
         * Reads all of it.
         *
         * @throws IOException when the caller has left
         * @throws Refusal when it is too long, or there is no room for it now
         */
        byte[] read() throws IOException;
    }

    /** @param query what follows the question mark; empty: nothing */
    Call(Route route, Map<String, String> parameters, String query, @Nullable String authorization,
            @Nullable String contentType, Body body) {
        this.route = route;
        this.parameters = Map.copyOf(parameters);
        this.query = query;
        this.authorization = authorization;
        this.sentAsJson = contentType != null
                && contentType.toLowerCase(Locale.ROOT).startsWith("application/json");
        this.body = body;
    }

    /** The operation. */
    public Route route() {
        return route;
    }

    /** A parameter of the path. @throws IllegalStateException when the operation has none of that name */
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalStateException("%s has no %s in its path".formatted(route.name(), name));
        }
        return value;
    }

    /** The parameters of the path by name. */
    Map<String, String> parameters() {
        return parameters;
    }

    /** The application in the path; empty: there is none. */
    public String appId() {
        return parameters.getOrDefault("appId", "");
    }

    /** The room in the path, or else the id that is wanted for a new one; null where the call names none. */
    public @Nullable String roomId() {
        String inPath = parameters.get("roomId");
        return inPath == null ? query("roomId").orElse(null) : inPath;
    }

    /** What the query says; the first, if there are several. */
    public Optional<String> query(String name) {
        return queries(name).stream().findFirst();
    }

    /**
     * What the query says, in its order.
     *
     * @throws Refusal 400 for half an escape
     */
    public List<String> queries(String name) {
        try {
            return Arrays.stream(query.split("&", -1)).filter(pair -> pair.startsWith(name + "="))
                    .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8)).toList();
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "the query is not encoded as it should be: " + name);
        }
    }

    /** The token. Clients of 2023 send it alone, others after {@code Bearer}. Empty: there is none. */
    public Optional<String> token() {
        return Optional.ofNullable(authorization).map(header -> SCHEME.matcher(header.strip()).replaceFirst(""))
                .filter(token -> !token.isEmpty());
    }

    /**
     * Reads the body, unless it was read before, so that the call can be processed later.
     *
     * @throws Refusal when it is too long, or there is no room for it now
     * @throws CallerLeftException when the caller has left
     */
    public synchronized byte[] readBody() {
        byte[] bytes = read;
        if (bytes == null) {
            try {
                bytes = body.read();
            } catch (IOException e) {
                throw new CallerLeftException(e);
            }
            read = bytes;
        }
        return bytes;
    }

    /**
     * The body as text, whatever it was sent as.
     *
     * @throws Refusal when it is too long, or there is no room for it now
     * @throws CallerLeftException when the caller has left
     */
    public String text() {
        return new String(readBody(), StandardCharsets.UTF_8);
    }

    /**
     * The body.
     *
     * @throws Refusal 400 where it is not JSON, 422 where it is no object
     * @throws CallerLeftException when the caller has left
     */
    public JsonNode json() {
        byte[] sent = readBody();
        JsonNode json;
        try {
            json = JSON.readTree(sentAsJson ? sent : new byte[0]);
        } catch (IOException e) {
            throw new Refusal(400, "the body is not JSON");
        }
        if (!json.isObject()) {
            throw new Refusal(422, "the body must be a JSON object, sent as application/json");
        }
        return json;
    }

    /** Everything but the token and the body, on one line: what callers send must not look like a line of the log. */
    @Override
    public String toString() {
        return UNPRINTABLE.matcher(route.name() + parameters).replaceAll("?");
    }
}
