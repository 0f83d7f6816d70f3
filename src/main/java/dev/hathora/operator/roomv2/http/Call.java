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

/**
 * A request to one of the API's operations. Its body is read on demand, so it is not read if the call is refused
 * before.
 */
public final class Call {
    private static final Pattern SCHEME = Pattern.compile("(?i)bearer +");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    /** Ambiguous bodies are refused: those with duplicate keys or trailing content. */
    private static final JsonMapper JSON = JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final Route route;
    private final Map<String, String> parameters;
    private final String query;
    private final @Nullable String authorization;
    private final boolean sentAsJson;
    private final Body body;
    private byte @Nullable [] read;

    /** The body of the request. */
    interface Body {
        /**
         * Reads the whole body.
         *
         * @throws IOException if the caller has disconnected
         * @throws Refusal 413 if it is too large; 503 if too many bodies are being read
         */
        byte[] read() throws IOException;
    }

    /** @param query what follows the question mark; empty if there is nothing */
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

    /** A parameter of the path. @throws IllegalStateException if the operation has none of that name */
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

    /** The application in the path; empty if there is none. */
    public String appId() {
        return parameters.getOrDefault("appId", "");
    }

    /** The room in the path, or else the id that is requested for a new room; null if the call names none. */
    public @Nullable String roomId() {
        String inPath = parameters.get("roomId");
        return inPath == null ? query("roomId").orElse(null) : inPath;
    }

    /** The value of a query parameter; the first if there are several. */
    public Optional<String> query(String name) {
        return queries(name).stream().findFirst();
    }

    /**
     * All values of a query parameter, in their order.
     *
     * @throws Refusal 400 for an invalid percent-encoding
     */
    public List<String> queries(String name) {
        try {
            return Arrays.stream(query.split("&", -1)).filter(pair -> pair.startsWith(name + "="))
                    .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8)).toList();
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "the query has an invalid percent-encoding: " + name);
        }
    }

    /** The token. Clients of 2023 send it alone, others after {@code Bearer}. Empty if there is none. */
    public Optional<String> token() {
        return Optional.ofNullable(authorization).map(header -> SCHEME.matcher(header.strip()).replaceFirst(""))
                .filter(token -> !token.isEmpty());
    }

    /**
     * Reads the body, unless it was read before, so that the call can be processed later.
     *
     * @throws Refusal 413 if it is too large; 503 if too many bodies are being read
     * @throws CallerLeftException if the caller has disconnected
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
     * The body as text, whatever its content type is.
     *
     * @throws Refusal 413 if it is too large; 503 if too many bodies are being read
     * @throws CallerLeftException if the caller has disconnected
     */
    public String text() {
        return new String(readBody(), StandardCharsets.UTF_8);
    }

    /**
     * The body.
     *
     * @throws Refusal 400 if it is not JSON, 422 if it is not an object
     * @throws CallerLeftException if the caller has disconnected
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

    /**
     * Contains neither the token nor the body, and no line breaks: callers must not be able to forge lines of the log.
     */
    @Override
    public String toString() {
        return UNPRINTABLE.matcher(route.name() + parameters).replaceAll("?");
    }
}
