package dev.hathora.operator.controller.kubernetes;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.controller.kubernetes.Accounts.MissingCredentialsException;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.testing.MockCluster;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which Secrets may be used as tokens. */
@NullUnmarked // no account is ever asked for anything
class AccountsTest {
    private static final String ROOM = """
            apiVersion: hathora.dev/v1alpha1
            kind: HathoraRoom
            metadata: {name: lobby, namespace: games}
            spec: {region: Tokyo, credentialsSecretRef: {name: hathora, key: %s}}
            """;

    private final MockCluster cluster = new MockCluster();

    @AfterEach
    void stop() {
        cluster.close();
    }

    private String tokenOf(boolean labelRequired, String key) {
        StringBuilder token = new StringBuilder();
        new Accounts(cluster.client(), new KubernetesRequests(), labelRequired, Optional::empty, text -> {
            token.append(text);
            return new Account(null, null, null);
        }, InstantSource.system())
                .of(cluster.client().getKubernetesSerialization().unmarshal(ROOM.formatted(key), HathoraRoom.class));
        return token.toString();
    }

    private void secret(Map<String, String> labels) {
        cluster.client().resource(new SecretBuilder().withNewMetadata().withName("hathora").withNamespace("games")
                .withLabels(labels).endMetadata().withData(Map.of("token",
                        Base64.getEncoder().encodeToString("secret".getBytes(StandardCharsets.UTF_8))))
                .build()).create();
    }

    @ParameterizedTest(name = "{0}={1}, required: {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            hathora.dev/credentials | true  | true  | true  | its owner allows it
            hathora.dev/credentials | false | true  | false | its owner forbids it
            hathora.dev/credentials | True  | true  | false | labels know case
            hathora.dev/credentials | ''    | true  | false | no word
            hathora.dev/credential  | true  | true  | false | another label
            app                     | lobby | true  | false | any Secret
            app                     | lobby | false | true  | as before the label was needed
            """)
    void onlyWhatItsOwnerLabelled(String label, String value, boolean required, boolean used, String why) {
        secret(Map.of(label, value));

        if (used) {
            assertThat(tokenOf(required, "token")).as(why).isEqualTo("secret");
        } else {
            assertThatThrownBy(() -> tokenOf(required, "token")).as(why)
                    .isInstanceOf(MissingCredentialsException.class).hasMessageEndingWith(
                            "kubectl -n games label secret hathora hathora.dev/credentials=true");
        }
    }

    /** Else whoever may make resources could find out which keys a Secret has. */
    @ParameterizedTest
    @CsvSource({"token", "absent"})
    void whichKeysAnyOtherSecretHasIsNotTold(String key) {
        secret(Map.of());

        assertThatThrownBy(() -> tokenOf(true, key))
                .hasMessage("Secret hathora in namespace games is not labelled for use"
                        + " with Hathora. If its value under the key " + key
                        + " is a Hathora token: kubectl -n games label secret"
                        + " hathora hathora.dev/credentials=true");
    }
}
