package dev.hathora.operator.chart;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.testing.CommandLineTool;
import dev.hathora.operator.testing.CommandLineTool.Result;
import dev.hathora.operator.testing.RealApiServer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the chart makes of proxies and of a company's CA. */
@RealApiServer
class ChartProxyTest {
    private static final String EXCEPTIONS = "$(KUBERNETES_SERVICE_HOST),localhost,.svc,.cluster.local";

    private final CommandLineTool helm = CommandLineTool.helm();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "none", quoteCharacter = '`', textBlock = """
            proxy.https=http://proxy:3128 | HTTPS_PROXY | http://proxy:3128 | CLUSTER
            proxy.http=[fd00::1]:80       | HTTP_PROXY  | [fd00::1]:80      | CLUSTER
            proxy.https=a,proxy.exceptions=.corp\\,10.0.0.0/8 | HTTPS_PROXY | a | .corp,10.0.0.0/8,CLUSTER
            extraEnv[0].name=HTTPS_PROXY,extraEnv[0].value=b | HTTPS_PROXY | b | CLUSTER
            proxy.https=a,extraEnv[0].name=NO_PROXY,extraEnv[0].value=.corp | HTTPS_PROXY | a | .corp
            replicas=1                    | HTTPS_PROXY | none | none
            """)
    void proxiesDoNotHideTheCluster(String values, String variable, @Nullable String proxy,
            @Nullable String exceptions) {
        JsonNode environment = pod(values).at("/containers/0/env");

        assertThat(values(environment, variable)).isEqualTo(list(proxy));
        assertThat(values(environment, "NO_PROXY")).as("set once")
                .isEqualTo(list(exceptions == null ? null : exceptions.replace("CLUSTER", EXCEPTIONS)));
    }

    /** Whoever reads the message, in a pipeline or in a HelmRelease's status, must not read the password. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            proxy.https=socks5://proxy:1080             | at '/proxy/https'
            proxy.https=http://me:secret@proxy:1080     | proxy.https must not hold a user and a password
            proxy.http=http://me:secret@proxy:1080      | proxy.http must not hold a user and a password
            proxy.https=socks5://me:secret@proxy:1080   | proxy.https must not hold a user and a password
            """)
    void passwordsAndOtherKindsAreRefused(String values, String message) {
        Result result = template(values);

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.out()).contains(message).doesNotContain("secret@");
    }

    @Test
    void certificatesAreMountedWhereTheOperatorReadsThem() {
        JsonNode pod = pod("hathora.caConfigMap=company-ca,hathora.caKey=bundle.pem");
        Path file = Path.of(values(pod.at("/containers/0/env"), "HATHORA_CA_FILE").getFirst());

        assertThat(pod.at("/containers/0/volumeMounts")).anySatisfy(mount -> {
            assertThat(mount.at("/mountPath").asText()).isEqualTo(String.valueOf(file.getParent()));
            assertThat(pod.at("/volumes")).anySatisfy(volume -> {
                assertThat(volume.at("/name")).isEqualTo(mount.at("/name"));
                assertThat(volume.at("/configMap/name").asText()).isEqualTo("company-ca");
                assertThat(volume.at("/configMap/items/0/key").asText()).isEqualTo("bundle.pem");
                assertThat(volume.at("/configMap/items/0/path").asText())
                        .isEqualTo(String.valueOf(file.getFileName()));
            });
        });
    }

    private static List<String> values(JsonNode environment, String variable) {
        return environment.valueStream().filter(v -> v.at("/name").asText().equals(variable))
                .map(v -> v.at("/value").asText()).toList();
    }

    private static List<String> list(@Nullable String value) {
        return value == null ? List.of() : List.of(value);
    }

    private JsonNode pod(String values) {
        Result result = template(values);
        assertThat(result.exitCode()).as(result.out()).isZero();
        return Objects.requireNonNull(new KubernetesSerialization().unmarshal(result.out(), JsonNode.class))
                .at("/spec/template/spec");
    }

    private Result template(String values) {
        return helm.attempt("template", "rooms", "helm/hathora-operator", "-s", "templates/deployment.yaml", "--set",
                "simulator.enabled=true," + values);
    }
}
