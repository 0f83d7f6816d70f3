package dev.hathora.operator.host.runtime.kubernetes;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TlsProxyProblemTest {
    private static final Launches LAUNCHES = Launches.of("p-1", "runtime-1", "games");

    /** As kubelets write it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|',
            textBlock = """
                    no Secret                   | true  | FailedMount | MountVolume.SetUp failed for volume "tls-certificate" : secret "play" not found | true
                    one without a key           | true  | FailedMount | MountVolume.SetUp failed for volume "tls-certificate" : references non-existent secret key: tls.key | true
                    it is waited for            | true  | FailedMount | Unable to attach or mount volumes: unmounted volumes=[tls-certificate], unattached volumes=[tls-proxy tls-certificate]: timed out waiting for the condition | true
                    another volume is           | true  | FailedMount | Unable to attach or mount volumes: unmounted volumes=[assets], unattached volumes=[tls-proxy tls-certificate assets]: timed out waiting for the condition | false
                    another volume has problems | true  | FailedMount | MountVolume.SetUp failed for volume "assets" : configmap "assets" not found | false
                    it is about something else  | true  | BackOff     | Back-off pulling image "tls-certificate" | false
                    there is no TLS             | false | FailedMount | MountVolume.SetUp failed for volume "tls-certificate" : secret "play" not found | false
                    """)
    void aMissingCertificateIsSaid(String reason, boolean tls, String event, String message, boolean said) {
        Pod pod = new GamePod("database-1", new TlsProxy("play", "haproxy"))
                .of((tls ? LAUNCHES.tls() : LAUNCHES).launch());

        assertThat(TlsProxyProblem.of(pod, new EventBuilder().withReason(event).withMessage(message).build())
                .map(text -> text.startsWith("transportType tls needs the Secret play in namespace games, with tls.crt"
                        + " and tls.key: create it") && text.contains("HOST_TLS_SECRET") && text.endsWith(message))
                .orElse(false)).as(reason).isEqualTo(said);
    }
}
