package dev.hathora.operator.controller.kubernetes;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;

/**
 * The JDK's HTTP client with hooks that are called when a web socket is opened and when a response begins. Only there
 * can the messages and pings of a watch and the arrival of a body be reached; Fabric8 has no such hooks.
 */
final class HookedHttpClient extends HttpClient {
    private final HttpClient client;
    private final Sockets sockets;
    private final Bodies bodies;

    private HookedHttpClient(HttpClient client, Sockets sockets, Bodies bodies) {
        this.client = client;
        this.sockets = sockets;
        this.bodies = bodies;
    }

    /** Opens web sockets. */
    @FunctionalInterface
    interface Sockets {
        /** Opens a web socket, as the builder would. */
        CompletableFuture<WebSocket> open(WebSocket.Builder builder, URI uri, WebSocket.Listener listener);
    }

    /** Reads response bodies. */
    @FunctionalInterface
    interface Bodies {
        /** Stands between the connection and the handler of the client. */
        <T> BodyHandler<T> handler(HttpRequest request, BodyHandler<T> handler);
    }

    /** A builder that creates such clients. */
    static HttpClient.Builder builder(HttpClient.Builder builder, Sockets sockets, Bodies bodies) {
        return new ClientBuilder(builder, sockets, bodies);
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        return new SocketBuilder(client.newWebSocketBuilder(), sockets);
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return client.send(request, bodies.handler(request, handler));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        return client.sendAsync(request, bodies.handler(request, handler));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler,
            @Nullable PushPromiseHandler<T> pushes) {
        return client.sendAsync(request, bodies.handler(request, handler), pushes);
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }

    /** Each method changes this builder, because its user may ignore what it returns, as Fabric8 does. */
    private static final class ClientBuilder implements HttpClient.Builder {
        private final HttpClient.Builder builder;
        private final Sockets sockets;
        private final Bodies bodies;
        /** Set before the parameters. */
        private @Nullable SSLContext tls;

        ClientBuilder(HttpClient.Builder builder, Sockets sockets, Bodies bodies) {
            this.builder = builder;
            this.sockets = sockets;
            this.bodies = bodies;
        }

        @Override
        public HttpClient build() {
            return new HookedHttpClient(builder.build(), sockets, bodies);
        }

        @Override
        public ClientBuilder cookieHandler(CookieHandler handler) {
            builder.cookieHandler(handler);
            return this;
        }

        @Override
        public ClientBuilder connectTimeout(Duration timeout) {
            builder.connectTimeout(timeout);
            return this;
        }

        @Override
        public ClientBuilder sslContext(SSLContext context) {
            tls = context;
            builder.sslContext(context);
            return this;
        }

        @Override
        public ClientBuilder sslParameters(SSLParameters parameters) {
            builder.sslParameters(tls == null ? parameters : CipherOrder.order(parameters, tls));
            return this;
        }

        @Override
        public ClientBuilder executor(Executor executor) {
            builder.executor(executor);
            return this;
        }

        @Override
        public ClientBuilder followRedirects(Redirect policy) {
            builder.followRedirects(policy);
            return this;
        }

        @Override
        public ClientBuilder version(Version version) {
            builder.version(version);
            return this;
        }

        @Override
        public ClientBuilder priority(int priority) {
            builder.priority(priority);
            return this;
        }

        @Override
        public ClientBuilder proxy(ProxySelector selector) {
            builder.proxy(selector);
            return this;
        }

        @Override
        public ClientBuilder authenticator(Authenticator authenticator) {
            builder.authenticator(authenticator);
            return this;
        }
    }

    private record SocketBuilder(WebSocket.Builder builder, Sockets sockets) implements WebSocket.Builder {
        @Override
        public CompletableFuture<WebSocket> buildAsync(URI uri, WebSocket.Listener listener) {
            return sockets.open(builder, uri, listener);
        }

        @Override
        public SocketBuilder header(String name, String value) {
            return new SocketBuilder(builder.header(name, value), sockets);
        }

        @Override
        public SocketBuilder connectTimeout(Duration timeout) {
            return new SocketBuilder(builder.connectTimeout(timeout), sockets);
        }

        @Override
        public SocketBuilder subprotocols(String preferred, String... others) {
            return new SocketBuilder(builder.subprotocols(preferred, others), sockets);
        }
    }
}
