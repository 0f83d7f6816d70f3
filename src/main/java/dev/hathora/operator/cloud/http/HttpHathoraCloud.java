package dev.hathora.operator.cloud.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.Application;
import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.CreateRoomRequest;
import dev.hathora.operator.cloud.CreatedRoom;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.Room;
import org.jspecify.annotations.Nullable;

/**
 * Hathora's API over HTTP. A call takes at most 10 s in total, getConnectionInfo 5 s. Redirects are not followed.
 * Failed calls are not retried; that is up to the caller. Only the JDK's client retries a read at once if a pooled
 * connection turns out to be closed.
 */
public final class HttpHathoraCloud implements HathoraCloud {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int OBJECT_BYTES = 1 << 20;
    private static final int LIST_BYTES = 16 << 20;
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");

    /** The maximum total duration of a call. */
    public record Timeouts(Duration getConnectionInfo, Duration others) {
        public static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    private final String api;
    private final Supplier<String> token;
    private final HttpRoute route;
    private final HttpTransport transport;
    private final CallObserver observer;
    private final Timeouts timeouts;
    private final AnswerReader reader = new AnswerReader();

    /**
     * @param api the base URL of the API, for example {@code https://hathora.example.com}
     * @param token supplies the token before every call, so that a rotated token is used at once. If it throws, the
     *     call fails as {@link ErrorKind#UNAUTHORIZED} with the message of that exception
     * @param route the route to the server
     * @param observer invoked before and after every call
     * @throws IllegalArgumentException if {@code api} is not an http or https URL with a host
     */
    public HttpHathoraCloud(URI api, Supplier<String> token, HttpRoute route, CallObserver observer) {
        this(api, token, route, observer, Timeouts.DEFAULT);
    }

    /** A client without credentials for a proxy. */
    public HttpHathoraCloud(URI api, Supplier<String> token, HttpClient client, CallObserver observer) {
        this(api, token, HttpRoute.of(client), observer, Timeouts.DEFAULT);
    }

    HttpHathoraCloud(URI api, Supplier<String> token, HttpRoute route, CallObserver observer, Timeouts timeouts) {
        String scheme = String.valueOf(api.getScheme()).toLowerCase(Locale.ROOT);
        if (!List.of("http", "https").contains(scheme) || api.getHost() == null) {
            throw new IllegalArgumentException("Not an http or https URL with a host: " + api);
        }
        this.api = api.toString().replaceFirst("/+$", "");
        this.token = token;
        this.route = route;
        this.transport = new HttpTransport(route);
        this.observer = observer;
        this.timeouts = timeouts;
    }

    /** A client without a proxy, or with the proxy in the JVM's own settings. */
    public static HttpClient newHttpClient() {
        return httpClientBuilder().build();
    }

    /**
     * The required settings of an HTTP client for Hathora: connecting takes at most 5 s, and redirects are not
     * followed, because they would send the token to other servers.
     */
    public static HttpClient.Builder httpClientBuilder() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER).executor(Executors.newVirtualThreadPerTaskExecutor());
    }

    @Override
    public CreatedRoom createRoom(String appId, String roomId, CreateRoomRequest request) {
        return call(Operation.CREATE_ROOM,
                ApiRequest.post(appId, "create").withNewRoomId(roomId).withBody(request),
                (answer, errors) -> reader.object(answer, CreatedRoom.class, CreatedRoom::roomId, roomId, errors));
    }

    @Override
    public void destroyRoom(String appId, String roomId) {
        callForNothing(Operation.DESTROY_ROOM, ApiRequest.post(appId, "destroy", roomId));
    }

    @Override
    public void suspendRoom(String appId, String roomId) {
        callForNothing(Operation.SUSPEND_ROOM, ApiRequest.post(appId, "suspend", roomId));
    }

    @Override
    public ConnectionInfo resumeRoom(String appId, String roomId) {
        return callForConnection(Operation.RESUME_ROOM, ApiRequest.post(appId, "resume", roomId), roomId);
    }

    @Override
    public void updateRoomConfig(String appId, String roomId, String roomConfig) {
        callForNothing(Operation.UPDATE_ROOM_CONFIG,
                ApiRequest.post(appId, "update", roomId).withBody(Map.of("roomConfig", roomConfig)));
    }

    @Override
    public Room getRoomInfo(String appId, String roomId) {
        return call(Operation.GET_ROOM_INFO, ApiRequest.get(appId, "info", roomId),
                (answer, errors) -> reader.room(answer, appId, roomId, errors));
    }

    @Override
    public ConnectionInfo getConnectionInfo(String appId, String roomId) {
        return callForConnection(Operation.GET_CONNECTION_INFO, ApiRequest.get(appId, "connectioninfo", roomId),
                roomId);
    }

    @Override
    public List<Room> getActiveRoomsForProcess(String appId, String processId) {
        return call(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, ApiRequest.get(appId, "list", processId, "active"),
                reader::rooms);
    }

    @Override
    public List<Room> getInactiveRoomsForProcess(String appId, String processId) {
        return call(Operation.GET_INACTIVE_ROOMS_FOR_PROCESS, ApiRequest.get(appId, "list", processId, "inactive"),
                reader::rooms);
    }

    @Override
    public Application getApp(String appId) {
        return call(Operation.GET_APP, ApiRequest.app(appId),
                (answer, errors) -> reader.object(answer, Application.class, Application::appId, appId, errors));
    }

    private ConnectionInfo callForConnection(Operation operation, ApiRequest request, String roomId) {
        return call(operation, request, (answer, errors) -> reader.object(answer, ConnectionInfo.class,
                ConnectionInfo::roomId, roomId, errors));
    }

    private void callForNothing(Operation operation, ApiRequest request) {
        call(operation, request, reader::nothing);
    }

    private <T extends @Nullable Object> T call(Operation operation, ApiRequest request,
            BiFunction<Answer, ErrorMapping, T> read) {
        long start = System.nanoTime();
        HathoraException failure = null;
        try {
            String sentToken = operation == Operation.GET_CONNECTION_INFO ? null : currentToken(operation);
            ErrorMapping errors = new ErrorMapping(operation,
                    Stream.concat(Stream.ofNullable(sentToken), route.secrets().stream()).toList());
            HttpRequest http = toHttp(request, sentToken, errors);
            observer.calls(operation);
            Answer answer = transport.send(http, timeout(operation), bodyLimit(operation), errors);
            if (!answer.isSuccess()) {
                throw errors.refused(answer, Instant.now());
            }
            return read.apply(answer, errors);
        } catch (HathoraException e) {
            failure = e;
            throw e;
        } finally {
            observer.called(operation, request.appId(), failure, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private HttpRequest toHttp(ApiRequest request, @Nullable String sentToken, ErrorMapping errors) {
        try {
            return request.toHttp(api, sentToken);
        } catch (IllegalArgumentException e) {
            throw errors.unsent(ErrorKind.INVALID, "was not sent: " + e.getMessage());
        }
    }

    private String currentToken(Operation operation) {
        ErrorMapping errors = new ErrorMapping(operation, List.of());
        String current;
        try {
            current = token.get();
        } catch (RuntimeException e) {
            throw errors.unsent(ErrorKind.UNAUTHORIZED, "was not sent: " + e.getMessage());
        }
        if (!TOKEN.matcher(current).matches()) {
            throw errors.unsent(ErrorKind.UNAUTHORIZED,
                    "was not sent: the token is empty, or contains white space or other invalid characters");
        }
        return current;
    }

    private Duration timeout(Operation operation) {
        return operation == Operation.GET_CONNECTION_INFO ? timeouts.getConnectionInfo() : timeouts.others();
    }

    private static int bodyLimit(Operation operation) {
        return switch (operation) {
            case GET_ACTIVE_ROOMS_FOR_PROCESS, GET_INACTIVE_ROOMS_FOR_PROCESS -> LIST_BYTES;
            default -> OBJECT_BYTES;
        };
    }
}
