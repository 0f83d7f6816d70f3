package dev.hathora.operator.cloud.http;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.Operation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that repeats the token wherever it can does not get it into any message, stack trace or description. */
class TokenSecrecyTest {
    private static final String TOKEN = "eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl";

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            HTTP/1.1 401 No\\r\\n\\r\\n{"message":"bad token TOKEN"}             | in Hathora's message
            HTTP/1.1 400 No\\r\\n\\r\\n{"message":"header authorization: bearer TOKEN"} | with its header
            HTTP/1.1 404 No\\r\\n\\r\\n{"message":"\\u0065TAIL"}                 | written with escapes
            HTTP/1.1 502 TOKEN\\r\\n\\r\\n<html>TOKEN</html>                    | in the reason phrase and a page
            HTTP/1.1 200 OK\\r\\n\\r\\nTOKEN                                    | as a body that is not JSON
            HTTP/1.1 200 OK\\r\\n\\r\\n{"roomId":"TOKEN","appId":"TOKEN","status":"TOKEN"} | as values
            HTTP/1.1 200 OK\\r\\n\\r\\n{"TOKEN":1,"status":{"TOKEN":1}}         | as names
            HTTP/1.1 200 OK\\r\\nX-TOKEN: TOKEN\\r\\n\\r\\n                     | in headers
            HTTP/1.1 200 OK\\r\\nSet-Cookie: t=TOKEN\\r\\n\\r\\n                | as a cookie
            HTTP/1.1 429 No\\r\\nRetry-After: TOKEN\\r\\n\\r\\n                 | as a delay
            HTTP/1.1 302 No\\r\\nLocation: http://127.0.0.1/TOKEN\\r\\n\\r\\n   | as a place to go
            HTTP/1.1 TOKEN No\\r\\n\\r\\n                                       | as a status
            HTTP/1.1 200 OK\\r\\nTOKEN\\r\\n\\r\\n                              | as a broken header
            HTTP/1.1 200 OK\\r\\nContent-Length: TOKEN\\r\\n\\r\\n              | as a length
            HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nTOKEN\\r\\n | as the size of a chunk
            TOKEN\\r\\n\\r\\n                                                   | instead of HTTP
            """)
    void repeatedTokenIsNotShown(String answer, String where) throws IOException {
        String bytes = answer.replace("\\r\\n", "\r\n").replace("TOKEN", TOKEN).replace("TAIL", TOKEN.substring(1));
        try (HttpClient client = HttpHathoraCloud.newHttpClient();
                CannedServer closing = CannedServer.closingAfter(bytes);
                CannedServer silent = CannedServer.silentAfter(bytes)) {
            HathoraCloud patient = new HttpHathoraCloud(closing.uri(), () -> TOKEN, client, CallObserver.NONE);
            HathoraCloud impatient = new HttpHathoraCloud(silent.uri(), () -> TOKEN, HttpRoute.of(client),
                    CallObserver.NONE,
                    new HttpHathoraCloud.Timeouts(Duration.ofMillis(200), Duration.ofMillis(200)));

            assertThat(everythingAbout(Calls.failure(patient, Operation.GET_ROOM_INFO)) + patient)
                    .doesNotContain(TOKEN);
            assertThat(everythingAbout(Calls.failure(impatient, Operation.GET_ROOM_INFO)) + impatient)
                    .doesNotContain(TOKEN);
            assertThat(closing.heads().getFirst()).as("it was sent").contains("Authorization: Bearer " + TOKEN);
        }
    }

    /** A proxy for plain HTTP answers in Hathora's place. */
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.1 407 No\\r\\n\\r\\n{"message":"Not Basic SECRET"}             | as words of Hathora
            HTTP/1.1 403 No\\r\\n\\r\\n{"message":"[\\"SECRET\\"]"}           | without scheme
            HTTP/1.1 200 OK\\r\\n\\r\\n{"roomId":"SECRET","status":"SECRET"}      | as values
            HTTP/1.1 407 No\\r\\nX: Basic SECRET\\r\\n\\r\\n                  | in headers
            HTTP/1.1 200 OK\\r\\nContent-Length: SECRET\\r\\n\\r\\n            | as a length
            HTTP/1.1 SECRET No\\r\\n\\r\\n                                      | as a status
            Basic SECRET\\r\\n\\r\\n                                            | instead of HTTP
            HTTP/1.1 403 No\\r\\n\\r\\n{"message":"me, not with PASSWORD"}   | decoded
            """)
    void repeatedCredentialsForAProxyAreNotShown(String answer, String where) throws IOException {
        String password = "open  s3same";
        String secret = Base64.getEncoder().encodeToString(("me:" + password).getBytes(StandardCharsets.UTF_8));
        try (CannedServer proxy = CannedServer.closingAfter(
                answer.replace("\\r\\n", "\r\n").replace("SECRET", secret).replace("PASSWORD", password));
                HttpClient client = HttpHathoraCloud.httpClientBuilder().proxy(ProxySelector.of(
                        new InetSocketAddress(proxy.uri().getHost(), proxy.uri().getPort()))).build()) {
            HathoraCloud cloud = new HttpHathoraCloud(URI.create("http://hathora.test"), () -> TOKEN,
                    new HttpRoute(client, "proxy:3128", "Basic " + secret), CallObserver.NONE);

            assertThat(everythingAbout(Calls.failure(cloud, Operation.GET_ROOM_INFO)) + cloud)
                    .doesNotContain(secret, password, "s3same");
            assertThat(proxy.heads().getFirst()).as("it was sent")
                    .contains("Proxy-Authorization: Basic " + secret);
        }
    }

    /** Messages and stack traces of the failure, its causes and what it suppressed. */
    private static String everythingAbout(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
