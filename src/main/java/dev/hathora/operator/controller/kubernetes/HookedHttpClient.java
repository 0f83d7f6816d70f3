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
 * The JDK's HTTP client with a hook that is called when a web socket is opened. Only there can both the messages and
 * the pings of a watch be reached; Fabric8 has no such hook.
 */
final class HookedHttpClient extends HttpClient {
    private final HttpClient client;
    private final Hook hook;

    private HookedHttpClient(HttpClient client, Hook hook) {
        this.client = client;
        this.hook = hook;
    }

    /** Opens web sockets. */
    @FunctionalInterface
    interface Hook {
        /** Opens a web socket, as the builder would. */
        CompletableFuture<WebSocket> open(WebSocket.Builder builder, URI uri, WebSocket.Listener listener);
    }

    /** A builder that creates such clients. */
    static HttpClient.Builder builder(HttpClient.Builder builder, Hook hook) {
        return new ClientBuilder(builder, hook);
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        return new SocketBuilder(client.newWebSocketBuilder(), hook);
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return client.send(request, handler);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        return client.sendAsync(request, handler);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler,
            @Nullable PushPromiseHandler<T> pushes) {
        return client.sendAsync(request, handler, pushes);
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

    private record ClientBuilder(HttpClient.Builder builder, Hook hook) implements HttpClient.Builder {
        @Override
        public HttpClient build() {
            return new HookedHttpClient(builder.build(), hook);
        }

        @Override
        public ClientBuilder cookieHandler(CookieHandler handler) {
            return new ClientBuilder(builder.cookieHandler(handler), hook);
        }

        @Override
        public ClientBuilder connectTimeout(Duration timeout) {
            return new ClientBuilder(builder.connectTimeout(timeout), hook);
        }

        @Override
        public ClientBuilder sslContext(SSLContext context) {
            return new ClientBuilder(builder.sslContext(context), hook);
        }

        @Override
        public ClientBuilder sslParameters(SSLParameters parameters) {
            return new ClientBuilder(builder.sslParameters(parameters), hook);
        }

        @Override
        public ClientBuilder executor(Executor executor) {
            return new ClientBuilder(builder.executor(executor), hook);
        }

        @Override
        public ClientBuilder followRedirects(Redirect policy) {
            return new ClientBuilder(builder.followRedirects(policy), hook);
        }

        @Override
        public ClientBuilder version(Version version) {
            return new ClientBuilder(builder.version(version), hook);
        }

        @Override
        public ClientBuilder priority(int priority) {
            return new ClientBuilder(builder.priority(priority), hook);
        }

        @Override
        public ClientBuilder proxy(ProxySelector selector) {
            return new ClientBuilder(builder.proxy(selector), hook);
        }

        @Override
        public ClientBuilder authenticator(Authenticator authenticator) {
            return new ClientBuilder(builder.authenticator(authenticator), hook);
        }
    }

    private record SocketBuilder(WebSocket.Builder builder, Hook hook) implements WebSocket.Builder {
        @Override
        public CompletableFuture<WebSocket> buildAsync(URI uri, WebSocket.Listener listener) {
            return hook.open(builder, uri, listener);
        }

        @Override
        public SocketBuilder header(String name, String value) {
            return new SocketBuilder(builder.header(name, value), hook);
        }

        @Override
        public SocketBuilder connectTimeout(Duration timeout) {
            return new SocketBuilder(builder.connectTimeout(timeout), hook);
        }

        @Override
        public SocketBuilder subprotocols(String preferred, String... others) {
            return new SocketBuilder(builder.subprotocols(preferred, others), hook);
        }
    }
}
