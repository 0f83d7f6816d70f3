package dev.hathora.operator.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tokens in Secrets of the resources' own: {@code credentialsSecretRef}. Each application here is another account's. */
@RealApiServer
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@NullUnmarked // a null where there should be none fails the test by itself
class CredentialsTest {
    private final TestCluster cluster;
    private final OperatorFixture operator;

    CredentialsTest(TestCluster cluster) {
        this.cluster = cluster;
        operator = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withBoot(Duration.ofMillis(50)), Duration.ofSeconds(1));
    }

    @AfterAll
    void stop() {
        operator.close();
    }

    @Test
    void twoAccountsAreServedAtOnceAndNeitherTokenOpensTheOthersApplication() {
        operator.hathora().setTokens("app-red", "red-token");
        operator.hathora().setTokens("app-blue", "blue-token");
        operator.putSecret("red", Map.of("token", "red-token"));
        operator.putSecret("blue", Map.of("token", "unused", "api", "blue-token"));

        operator.apply("in-red", "region: Tokyo\nappId: app-red\ncredentialsSecretRef: {name: red}");
        operator.apply("in-blue", "region: Tokyo\nappId: app-blue\ncredentialsSecretRef: {name: blue, key: api}");
        operator.apply("own", "region: Tokyo");
        operator.apply("mixed-up", "region: Tokyo\nappId: app-blue\ncredentialsSecretRef: {name: red}");

        List<String> rooms = List.of(operator.awaitReason("in-red", "Active").roomId(),
                operator.awaitReason("in-blue", "Active").roomId(), operator.awaitReason("own", "Active").roomId());
        assertThat(operator.awaitReason("mixed-up", "CredentialsInvalid").condition("Stalled").getMessage())
                .contains("401").contains("the token in Secret red under the key token")
                .doesNotContain("red-token", "blue-token");
        assertThat(rooms).extracting(room -> operator.room(room).appId()).containsExactly("app-red", "app-blue",
                OperatorFixture.APP);
        for (String name : List.of("in-red", "in-blue", "own")) {
            operator.edit(name, "roomConfig: changed");
            operator.await(name, "second generation", s -> s.observedGeneration() == 2);
        }
        assertThat(rooms).extracting(room -> operator.room(room).roomConfig()).containsOnly("changed");
        assertThat(operator.hathora().rooms()).as("nothing was made with the wrong token")
                .noneMatch(room -> room.roomId().contains("mixed-up"));

        for (String name : List.of("in-red", "in-blue", "own", "mixed-up")) {
            operator.resource(name).delete();
        }
        for (String name : List.of("in-red", "in-blue", "own")) {
            operator.awaitGone(name);
        }
        assertThat(rooms).extracting(room -> operator.room(room).status()).containsOnly(RoomStatus.DESTROYED);
    }

    @Test
    void noRoomSuffersWhenATokenIsRotated() {
        operator.hathora().setTokens("app-rotated", "old");
        operator.putSecret("rotated", Map.of("token", "old\n"));
        List<String> names = IntStream.range(0, 5).mapToObj(i -> "rotated-" + i).toList();
        names.forEach(name -> operator.apply(name,
                "region: Tokyo\nappId: app-rotated\ncredentialsSecretRef: {name: rotated}"));
        names.forEach(name -> operator.awaitReason(name, "Active"));
        List<String> versions = versions(names);

        // as it is done: a new token is issued, put in place, and the old one revoked
        operator.hathora().setTokens("app-rotated", "old", "new");
        operator.putSecret("rotated", Map.of("token", "new\n"));
        Instant revoked = Instant.now();
        operator.hathora().setTokens("app-rotated", "new");

        operator.awaitRefusal(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS);
        operator.awaitSuccesses(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, 4);
        Duration took = Duration.between(revoked, Instant.now());
        names.forEach(name -> operator.awaitLooks(operator.status(name).roomId(), 2));

        assertThat(versions(names)).as("status never said anything of it").isEqualTo(versions);
        names.forEach(name -> assertThat(operator.room(operator.status(name).roomId()).status())
                .isEqualTo(RoomStatus.ACTIVE));
        System.out.println("Rotation: " + names.size() + " rooms, looked at every 1 s, all with the new token after "
                + took.toMillis() + " ms; not one failed");
    }

    @Test
    void aTokenThatIsPutRightLaterIsUsedAtOnce() {
        operator.hathora().setTokens("app-late", "valid");
        operator.apply("late", "region: Tokyo\nappId: app-late\ncredentialsSecretRef: {name: late}");
        assertThat(operator.awaitReason("late", "CredentialsMissing").condition("Stalled").getMessage())
                .contains("Secret late").contains("under the key token");

        operator.putSecret("late", Map.of("token", "valid"));
        operator.edit("late", "roomConfig: now");

        operator.awaitReason("late", "Active");
    }

    @Test
    void aRefusedTokenIsNotTriedHotly() {
        operator.hathora().setTokens("app-refused", "valid");
        operator.putSecret("refused", Map.of("token", "stale"));
        operator.apply("refused", "region: Tokyo\nappId: app-refused\nroomId: refused\n"
                + "credentialsSecretRef: {name: refused}");
        operator.awaitReason("refused", "CredentialsInvalid");
        String other = operator.active("meanwhile", "region: Tokyo");
        long calls = operator.hathora().history("refused").size();
        operator.awaitLooks(other, 4);

        assertThat(operator.hathora().history("refused")).as("it is tried again after 30 s").hasSize((int) calls);
    }

    @Test
    void aSecretWithoutTheKeySaysSo() {
        operator.putSecret("other-key", Map.of("other", "dev-token"));
        operator.apply("keyless", "region: Tokyo\ncredentialsSecretRef: {name: other-key, key: api}");

        assertThat(operator.awaitReason("keyless", "CredentialsMissing").condition("Stalled").getMessage())
                .contains("has no value under the key api");
    }

    @Test
    void aSecretThatWasNotMeantForHathoraIsNotSent() {
        operator.hathora().setTokens("app-curious", "database-password");
        var secrets = cluster.client().secrets().inNamespace(cluster.namespace());
        cluster.client().resource(new SecretBuilder().withNewMetadata().withName("database").endMetadata()
                .withStringData(Map.of("password", "database-password")).build())
                .inNamespace(cluster.namespace()).create();
        operator.apply("curious", "region: Tokyo\nappId: app-curious\nroomId: curious\n"
                + "credentialsSecretRef: {name: database, key: password}");

        assertThat(operator.awaitReason("curious", "CredentialsMissing").condition("Stalled").getMessage()).isEqualTo(
                "Secret database in namespace " + cluster.namespace() + " is not labelled for use with Hathora. If its "
                        + "value under the key password is a Hathora token: kubectl -n " + cluster.namespace()
                        + " label secret database hathora.dev/credentials=true.");
        assertThat(operator.hathora().history("curious")).isEmpty();

        secrets.withName("database").edit(secret -> new SecretBuilder(secret).editMetadata()
                .addToLabels("hathora.dev/credentials", "true").endMetadata().build());
        operator.awaitReason("curious", "Active");
    }

    @Test
    void aReferenceThatIsChangedAtRestIsFollowedAtOnce() {
        operator.hathora().setTokens("app-moved", "first", "second");
        operator.putSecret("first", Map.of("token", "first"));
        operator.apply("moved", "region: Tokyo\nappId: app-moved\ncredentialsSecretRef: {name: first}");
        operator.awaitReason("moved", "Active");

        operator.edit("moved", "credentialsSecretRef: {name: second}");

        HathoraRoomStatus missing = operator.awaitReason("moved", "CredentialsMissing");
        assertThat(missing.condition("Stalled").getMessage()).contains("There is no Secret second");
        assertThat(missing.phase()).as("nobody can look").isEqualTo(Phase.UNKNOWN);
        operator.putSecret("second", Map.of("token", "second"));
        assertThat(operator.awaitReason("moved", "Active").roomId()).as("without a nudge, within 30 s")
                .isEqualTo(missing.roomId());
        operator.hathora().setTokens("app-moved", "second");
        operator.awaitLooks(missing.roomId(), 3);
        assertThat(operator.readyReason("moved")).isEqualTo("Active");
    }

    @Test
    void aSecretThatIsGoneIsNoticedInTheNextPass() {
        operator.hathora().setTokens("app-gone", "gone-token");
        operator.putSecret("gone", Map.of("token", "gone-token"));
        operator.apply("gone", "region: Tokyo\nappId: app-gone\ncredentialsSecretRef: {name: gone}");
        operator.awaitReason("gone", "Active");
        cluster.client().secrets().inNamespace(cluster.namespace()).withName("gone").delete();

        // such a pass comes by itself every ten minutes; a token that was read may be used for a second
        Iterator<String> policies = Stream.iterate("Initial", p -> p.equals("Initial") ? "Enforce" : "Initial")
                .iterator();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            operator.edit("gone", "roomConfigPolicy: " + policies.next());
            return operator.readyReason("gone").equals("CredentialsMissing");
        });

        // what is known of the token that was there last does for an end; where it is refused, the Secret is what lacks
        operator.hathora().setTokens("app-gone", "another");
        operator.resource("gone").delete();
        operator.await("gone", "tells what lacks and how to give it up", s -> s.condition("Stalled") != null
                && s.condition("Stalled").getMessage().contains("There is no Secret gone")
                && s.condition("Stalled").getMessage().contains("hathora.dev/abandon-room=" + s.roomId()));
        operator.hathora().setTokens("app-gone", "gone-token");
        operator.awaitGone("gone");
    }

    private List<String> versions(List<String> names) {
        return names.stream().map(name -> operator.resource(name).get().getMetadata().getResourceVersion()).toList();
    }
}
