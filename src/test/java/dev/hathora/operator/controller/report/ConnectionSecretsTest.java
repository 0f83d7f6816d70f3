package dev.hathora.operator.controller.report;

import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.Binding;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.controller.kubernetes.KubernetesRequests;
import dev.hathora.operator.controller.report.ConnectionSecrets.SecretUnavailableException;
import dev.hathora.operator.testing.MockCluster;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What the API server may say to a connection Secret, and what is told of it. */
class ConnectionSecretsTest {
    private static final String RIGHT = "Allow the operator's ServiceAccount to get, create, update and delete";
    private static final String OTHER = "Fix the problem that the API server reports";

    private final MockCluster cluster = new MockCluster();
    private volatile String refusedMethod = "POST";
    private volatile @Nullable Status refusal;
    private final KubernetesClient client = cluster.clientThrough(new Interceptor() {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            Status status = refusal;
            if (status != null && request.method().equals(refusedMethod)) {
                throw new KubernetesClientException(status);
            }
        }
    });
    private final ConnectionSecrets secrets = new ConnectionSecrets(client, new KubernetesRequests());

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    private static HathoraRoom room(@Nullable String wanted, @Nullable String bound) {
        HathoraRoom room = new HathoraRoom();
        room.setMetadata(new ObjectMetaBuilder().withNamespace("games").withName("lobby").withUid("uid-1").build());
        room.setSpec(Serialization.unmarshal("region: Tokyo\n"
                + (wanted == null ? "" : "connectionSecret: {name: " + wanted + "}"), HathoraRoomSpec.class));
        room.setStatus(Serialization.unmarshal("roomId: lobby" + (bound == null
                ? ""
                : "\nbinding: {name: " + bound
                        + "}"),
                HathoraRoomStatus.class));
        return room;
    }

    private @Nullable Binding publish(HathoraRoom room) {
        return secrets.publish(room, Objects.requireNonNull(room.getStatus()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                    403 | secrets "one" is forbidden: User "system:serviceaccount:h:o" cannot create resource "secrets" | RIGHT | no right
                    403 | secrets "one" is forbidden: exceeded quota: few, requested: count/secrets=1, used: 5, limited: 5 | OTHER | a quota is no right
                    403 | secrets "one" is forbidden: unable to create new content in namespace games because it is being terminated | OTHER | nor is a namespace that goes
                    400 | admission webhook "names.example.com" denied the request: no Secrets here | OTHER | a webhook has its own words
                    422 | Secret "one" is invalid: data: Forbidden: field is immutable when `immutable` is set | OTHER | an immutable Secret
                    500 | etcdserver: request timed out | OTHER | a failure of the server
                    """)
    void whatTheApiServerSaysIsTold(int code, String said, String remedy, String why) {
        refusal = new StatusBuilder().withCode(code).withMessage(said).build();

        assertThatThrownBy(() -> publish(room("one", null))).as(why).isInstanceOf(SecretUnavailableException.class)
                .hasMessageStartingWith(
                        "Secret one in namespace games can't be written: the API server says " + code + ", " + said)
                .hasMessageContaining(remedy.equals("RIGHT") ? RIGHT : OTHER);
    }

    @Test
    void aConflictIsForTheNextPass() {
        refusal = new StatusBuilder().withCode(409).withMessage("already exists").build();

        assertThatThrownBy(() -> publish(room("one", null))).isInstanceOf(KubernetesClientException.class);
    }

    @Test
    void theSecretOfBeforeIsNotForgottenWhenItCantBeRemoved() {
        publish(room("one", null));
        refusedMethod = "DELETE";
        refusal = new StatusBuilder().withCode(403).withMessage("User \"o\" cannot delete resource").build();

        SecretUnavailableException e = catchThrowableOfType(SecretUnavailableException.class,
                () -> publish(room(null, "one")));

        assertThat(e).hasMessageStartingWith("Secret one in namespace games can't be removed").hasMessageContaining(
                RIGHT);
        assertThat(e.keep(new Binding("one"))).isEqualTo(new Binding("one"));
        refusal = null;
        assertThat(publish(room(null, "one"))).isNull();
        assertThat(cluster.client().secrets().inNamespace("games").withName("one").get()).isNull();
    }

    @Test
    void longWordsAreShortened() {
        refusal = new StatusBuilder().withCode(400).withMessage("no\n" + "x".repeat(5000)).build();

        assertThatThrownBy(() -> publish(room("one", null))).satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(
                600).contains("no xxx").contains("…"));
    }
}
