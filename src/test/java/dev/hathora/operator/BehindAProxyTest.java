package dev.hathora.operator;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.Effect;
import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import dev.hathora.operator.cloud.http.HttpRoute;
import dev.hathora.operator.process.Clients;
import dev.hathora.operator.settings.HttpProxy;
import dev.hathora.operator.settings.NoProxy;
import dev.hathora.operator.settings.Proxies;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.CompanyTls;
import dev.hathora.operator.testing.ForwardProxy;
import dev.hathora.operator.testing.MockCluster;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.OperatorProgram;
import dev.hathora.operator.testing.ThoroughAfter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The program in a company's network: Hathora and the Kubernetes API are reached only through a proxy that asks for a
 * password, and their certificates are signed by the company's own authority.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class BehindAProxyTest {
    private static final String PASSWORD = "open:s3same@";
    private static final String ESCAPED = "open%3As3same%40";
    private static final String ENCODED = Base64.getEncoder()
            .encodeToString(("me:" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    private final MockCluster cluster = new MockCluster();
    private final OperatorFixture user = OperatorFixture.withoutOperator(cluster.client(), "games",
            SimulatorOptions.defaults().withBoot(Duration.ZERO), Duration.ofSeconds(1));
    private final ForwardProxy proxy;
    private final Path directory;
    private CompanyTls tls;
    private int cluster443;
    private int hathora443;

    BehindAProxyTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        proxy = new ForwardProxy("Basic " + ENCODED);
    }

    @BeforeAll
    void start() throws Exception {
        tls = new CompanyTls(directory, "hathora.test", "cluster.test");
        cluster443 = tls.inFrontOf(cluster.client().getMasterUrl().getPort());
        hathora443 = tls.inFrontOf(user.hathora().uri().getPort());
    }

    @AfterAll
    void stop() throws IOException {
        tls.close();
        proxy.close();
        user.close();
        cluster.close();
    }

    private static String cluster(String server) {
        return "{server: \"%s\"}".formatted(server);
    }

    private OperatorProgram program(String cluster, Map<String, String> settings) throws IOException {
        Path kubeconfig = Files.writeString(Files.createTempFile(directory, "kubeconfig", ""), """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: %s}]
                users: [{name: test, user: {}}]
                contexts: [{name: test, context: {cluster: test, user: test}}]
                current-context: test
                """.formatted(cluster));
        Map<String, String> environment = new HashMap<>(Map.of("KUBECONFIG", kubeconfig.toString(), "HATHORA_DEV_TOKEN",
                "dev-token", "HATHORA_APP_ID", OperatorFixture.APP, "WATCH_NAMESPACES", "games", "POLL_INTERVAL", "1s",
                "LEADER_ELECTION", "false"));
        environment.putAll(settings);
        return new OperatorProgram(environment, "dev/hathora/operator/testing/logback-debug.xml");
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void httpsGoesThroughItWithPasswordAndAuthority() throws Exception {
        try (OperatorProgram program = program(cluster("https://cluster.test:" + cluster443), Map.of("HATHORA_API_URL",
                "https://hathora.test:" + hathora443, "HATHORA_CA_FILE", tls.authority().toString(), "HTTPS_PROXY",
                "http://me:" + ESCAPED + "@" + proxy.address(), "NO_PROXY",
                "*.corp.example,10.*,.internal,10.0.0.0/8,["))) {
            program.awaitOutput("Started");
            user.active("lobby", "region: Tokyo");

            assertThat(proxy.passed()).contains("CONNECT cluster.test:%d HTTP/1.1".formatted(cluster443),
                    "CONNECT hathora.test:%d HTTP/1.1".formatted(hathora443));
            assertThat(program.output()).contains("https=" + proxy.address()).doesNotContain(PASSWORD, ESCAPED,
                    ENCODED);
            assertThat(tls.received()).as("what both servers got").contains("Upgrade: websocket", "Bearer dev-token")
                    .doesNotContainIgnoringCase("Proxy-Authorization").doesNotContain(ENCODED);
        }
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void httpGoesThroughItAndWhatIsExceptedDoesNot() throws Exception {
        try (OperatorProgram program = program(cluster(cluster.client().getMasterUrl().toString()),
                Map.of("HATHORA_API_URL",
                        "http://hathora.test:" + user.hathora().uri().getPort(), "HATHORA_ALLOW_HTTP", "true",
                        "http_proxy",
                        "me:" + ESCAPED + "@" + proxy.address(), "no_proxy", "localhost"))) {
            program.awaitOutput("Started");
            user.active("hall", "region: Tokyo");

            assertThat(proxy.passed()).anyMatch(line -> line.startsWith("POST http://hathora.test:"))
                    .noneMatch(line -> line.contains("localhost"));
        }
    }

    /** Hathora is reached directly. */
    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void theKubeconfigMayHaveAProxyOfItsOwn() throws Exception {
        String viaProxy = "{server: \"https://cluster.test:%d\", proxy-url: \"http://me:%s@%s\"}".formatted(cluster443,
                ESCAPED, proxy.address());
        try (OperatorProgram program = program(viaProxy, Map.of("HATHORA_API_URL", "https://127.0.0.1:" + hathora443,
                "HATHORA_CA_FILE", tls.authority().toString(), "NO_PROXY", "*"))) {
            program.awaitOutput("Started");
            user.active("cellar", "region: Tokyo");
        }
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @Test
    void aProxyOfTheKubeconfigThatCanNotBeUsedIsToldWithoutItsPassword() throws Exception {
        try (OperatorProgram program = program(
                "{server: \"https://cluster.test\", proxy-url: \"socks5://me:%s@proxy:1080\"}".formatted(ESCAPED),
                Map.of())) {
            assertThat(program.awaitExit()).as(program.output()).isEqualTo(1);
            assertThat(program.output())
                    .contains("Cannot start: the configuration for the Kubernetes API can't be used: "
                            + "proxy-url in the kubeconfig must be the URL of a plain HTTP proxy")
                    .doesNotContain(ESCAPED, PASSWORD);
        }
    }

    /** What a room's status would say. */
    @Execution(ExecutionMode.SAME_THREAD)
    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|',
            textBlock = """
                    http://me:wrong@PROXY | the proxy requires a valid user and password: set them in HTTPS_PROXY or HTTP_PROXY \
                    | a wrong password
                    http://127.0.0.1:9    | the connection was refused | no proxy
                    http://STRICT         | the proxy rejects the request: Tunnel failed, got: 403 | a proxy that forbids it
                    http://OPEN           | the TLS handshake failed: .*PKIX path building failed.*. If a company CA signed \
                    the certificate, set HATHORA_CA_FILE | an unknown authority
                    """)
    void aCallThatFailsSaysWhatToDo(String url, String advice, String what) throws Exception {
        try (ForwardProxy open = new ForwardProxy(null); ForwardProxy strict = new ForwardProxy(null)) {
            strict.forbid();
            HttpProxy used = HttpProxy.parse(url.replace("PROXY", proxy.address()).replace("STRICT", strict.address())
                    .replace("OPEN", open.address()));
            HttpRoute route = Clients.route(URI.create("https://hathora.test:" + hathora443),
                    new Proxies(used, null, NoProxy.NONE), null);
            HathoraCloud cloud = new HttpHathoraCloud(URI.create("https://hathora.test:" + hathora443), () -> "token",
                    route,
                    CallObserver.NONE);

            assertThatThrownBy(() -> cloud.suspendRoom("app", "room")).as(what)
                    .isInstanceOfSatisfying(HathoraException.class, e -> {
                        assertThat(e.getMessage()).matches("suspendRoom could not connect to hathora.test:" + hathora443
                                + " through the proxy " + used + ": " + advice);
                        assertThat(e.effect()).isEqualTo(Effect.NOT_APPLIED);
                        assertThat(e.kind()).isEqualTo(ErrorKind.TRANSIENT);
                    });
        }
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @ParameterizedTest(name = "{3}")
    @ThoroughAfter(1)
    @CsvSource(delimiter = '|', nullValues = "none",
            textBlock = """
                    http://me:wrong@PROXY | AUTHORITY | the proxy PROXY requires a valid user and password: set them in \
                    HTTPS_PROXY or in the kubeconfig's proxy-url, as in http://user:password@proxy.example.com:3128 | a wrong password
                    http://127.0.0.1:9    | AUTHORITY | the Kubernetes API at https://cluster.test:PORT/ can't be reached through \
                    the proxy 127.0.0.1:9: check its address, the network, and network policies: java.net.ConnectException | no proxy
                    http://me:OPEN@PROXY  | none      | the certificate of the Kubernetes API at https://cluster.test:PORT/ is not \
                    trusted: add its CA to the kubeconfig, or set HATHORA_CA_FILE: .*PKIX.* | an unknown authority
                    http://PROXY          | AUTHORITY | the proxy PROXY requires a valid user and password: set them in \
                    HTTPS_PROXY or in the kubeconfig's proxy-url, as in http://user:password@proxy.example.com:3128 | no password
                    """)
    void aStartThatFailsSaysWhatToDoInOneLine(String url, String authority, String advice, String what)
            throws Exception {
        Map<String, String> settings = new HashMap<>(
                Map.of("HTTPS_PROXY", url.replace("PROXY", proxy.address()).replace("OPEN", ESCAPED)));
        if (authority != null) {
            settings.put("HATHORA_CA_FILE", tls.authority().toString());
        }
        try (OperatorProgram program = program(cluster("https://cluster.test:" + cluster443), settings)) {
            assertThat(program.awaitExit()).as(program.output()).isEqualTo(1);

            List<String> errors = program.output().lines().filter(line -> line.contains(" ERROR ")).toList();
            assertThat(errors).as(what).singleElement().asString().matches(".*Cannot start: " + advice
                    .replace("the proxy PROXY", "the proxy " + proxy.address())
                    .replace("PORT", Integer.toString(cluster443)));
        }
    }
}
