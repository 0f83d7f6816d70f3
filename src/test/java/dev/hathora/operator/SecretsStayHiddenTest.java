package dev.hathora.operator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.Fault;
import dev.hathora.operator.simulator.FaultKind;
import dev.hathora.operator.simulator.SimulatorOptions;
import dev.hathora.operator.testing.OperatorFixture;
import dev.hathora.operator.testing.OperatorProgram;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the real program at log level DEBUG with tokens that are valid, rotated, rejected, malformed, or quoted by
 * Hathora. No token may appear in its output, in events, in resources or in metrics.
 */
@RealApiServer
@NullUnmarked // a null where there should be none fails the test by itself
class SecretsStayHiddenTest {
    /** What each resource's token is for; also the name of the resource, its Secret and its room. */
    private static final List<String> WITH_SECRET = List.of("red", "blue", "rotated", "refused", "unsendable",
            "repeated-in-401", "repeated-in-400", "repeated-in-500", "malformed");

    private final TestCluster cluster;
    private final String run = UUID.randomUUID().toString().replace("-", "");
    private final OperatorFixture user;

    SecretsStayHiddenTest(TestCluster cluster) {
        this.cluster = cluster;
        user = new OperatorFixture(cluster.client(), cluster.namespace(),
                SimulatorOptions.defaults().withToken(token("own")).withBoot(Duration.ofMillis(300)),
                Duration.ofSeconds(1));
        user.stopOperator();
    }

    @AfterEach
    void stop() {
        user.close();
    }

    @Test
    void noTokenIsToldToAnybody() {
        user.hathora().setTokens("app-red", token("red"));
        user.hathora().setTokens("app-blue", token("blue"));
        user.hathora().setTokens("app-rotated", token("rotated"));
        WITH_SECRET.forEach(name -> user.putSecret(name, Map.of("token", token(name))));
        repeatTokens();
        StringBuilder told = new StringBuilder();
        OperatorProgram program = program();
        try (program) {
            user.apply("own", "region: Tokyo\nroomId: own");
            WITH_SECRET.forEach(this::apply);
            Stream.of("own", "red", "blue", "rotated").forEach(name -> user.awaitReason(name, "Active"));
            Stream.of("refused", "unsendable", "repeated-in-401")
                    .forEach(name -> user.awaitReason(name, "CredentialsInvalid"));
            assertThat(user.awaitReason("repeated-in-400", "RequestRejected").condition("Stalled").getMessage())
                    .as("the token was there, and is cut out").contains("Bearer [redacted] is not allowed");
            user.awaitReason("repeated-in-500", "HathoraUnreachable");
            user.awaitReason("malformed", "HathoraUnreachable");
            rotate();
            user.edit("red", "state: Suspended\nroomConfig: changed");
            user.awaitReason("red", "Suspended");
            told.append(resources());
            user.resource("blue").delete();
            user.awaitGone("blue");
            told.append(program.metrics()).append(events()).append(resources());
        }
        told.append(program.output());

        assertThat(told).as("a search that would find").contains("own", "RoomClaimed", "hathora_calls_seconds",
                "outcome=\"unauthorized\"", "CredentialsInvalid", " DEBUG ").contains(WITH_SECRET);
        assertThat(tokensIn(secrets())).as("in the Secrets themselves").containsAll(WITH_SECRET);
        assertThat(tokensIn(told.toString())).isEmpty();
    }

    private OperatorProgram program() {
        OperatorProgram program = new OperatorProgram(Map.of("KUBECONFIG", System.getenv("HATHORA_IT_KUBECONFIG"),
                "HATHORA_API_URL", user.hathora().uri().toString(), "HATHORA_DEV_TOKEN", token("own"),
                "HATHORA_APP_ID", OperatorFixture.APP, "WATCH_NAMESPACES", cluster.namespace(), "POLL_INTERVAL", "1s"),
                "dev/hathora/operator/testing/logback-debug.xml");
        program.awaitOutput("Started");
        return program;
    }

    private void apply(String name) {
        String app = List.of("red", "blue", "rotated").contains(name) ? "app-" + name : OperatorFixture.APP;
        user.apply(name, "region: Tokyo\nroomId: %s\nappId: %s\ncredentialsSecretRef: {name: %s}"
                .formatted(name, app, name));
    }

    /** Hathora repeats what it was sent, in messages, and answers what can't be read. */
    private void repeatTokens() {
        user.hathora().setTokens(OperatorFixture.APP, token("own"), token("repeated-in-401"),
                token("repeated-in-400"), token("repeated-in-500"), token("malformed"));
        for (int status : new int[]{401, 400, 500}) {
            String name = "repeated-in-" + status;
            user.hathora().faults().add(Fault.on(Operation.CREATE_ROOM, new FaultKind.Status(status,
                    "authorization: Bearer " + token(name) + " is not allowed; the token is " + token(name), null,
                    false)).forRoom(name));
        }
        user.hathora().faults().add(Fault.onAll(new FaultKind.MalformedBody(FaultKind.Body.TRUNCATED_JSON))
                .forRoom("malformed"));
    }

    private void rotate() {
        String next = token("rotated") + "-next";
        user.hathora().setTokens("app-rotated", next);
        user.edit("rotated", "roomConfig: refused");
        user.awaitReason("rotated", "CredentialsInvalid");
        user.putSecret("rotated", Map.of("token", next));
        user.edit("rotated", "roomConfig: accepted");
        user.awaitReason("rotated", "Active");
    }

    private String token(String name) {
        // no HTTP header can hold a line's end
        return name.equals("unsendable") ? name + "\n" + run : name + "-" + run;
    }

    /** The tokens that occur in a text, as they are or in Base64. */
    private List<String> tokensIn(String text) {
        return Stream.concat(Stream.of("own"), WITH_SECRET.stream())
                .filter(name -> text.contains(token(name)) || text.contains(base64(token(name)))
                        || text.contains(token(name).replace("\n", "\\n")))
                .toList();
    }

    private static String base64(String text) {
        // without the end, which depends on what follows
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return encoded.substring(0, encoded.length() - 2);
    }

    private String resources() {
        return Serialization.asYaml(cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace())
                .list());
    }

    private String events() {
        return Serialization.asYaml(cluster.client().v1().events().inNamespace(cluster.namespace()).list());
    }

    private String secrets() {
        return Serialization.asYaml(cluster.client().secrets().inNamespace(cluster.namespace()).list());
    }
}
