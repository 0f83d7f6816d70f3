package dev.hathora.operator.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetStatus;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import dev.hathora.operator.room.Reason;
import dev.hathora.operator.room.TypicalStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.jse.JsePlatform;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Flux and {@code kubectl} (through kstatus), and Argo CD (through its health check) conclude from the statuses that the
 * operator writes: whether to go on waiting for a resource, to go on to the next one, or to give up. Argo CD ends a wave only
 * when all in it is Healthy, and lets it fail only when something is Degraded.
 */
class GitOpsHealthTest {
    private static final Path ARGO_CD = Path.of("examples/gitops/argocd");
    private static final KubernetesSerialization SERIALIZATION = ResourceSerialization.create();

    private enum Kstatus {
        CURRENT,
        IN_PROGRESS,
        FAILED,
        TERMINATING;

        /** The rules of kstatus for kinds that it does not know, in its order. */
        static Kstatus of(HathoraRoomStatus status, long generation, boolean deleting) {
            return of(status.observedGeneration(), status::condition, generation, deleting);
        }

        static Kstatus of(HathoraRoomSetStatus status, long generation, boolean deleting) {
            return of(status.observedGeneration(), status::condition, generation, deleting);
        }

        private static Kstatus of(@Nullable Long observed, Function<String, @Nullable Condition> conditions,
                long generation, boolean deleting) {
            if (deleting) {
                return TERMINATING;
            }
            if (observed != null && observed != generation) {
                return IN_PROGRESS;
            }
            if (is("True", conditions.apply("Reconciling"))) {
                return IN_PROGRESS;
            }
            if (is("True", conditions.apply("Stalled"))) {
                return FAILED;
            }
            Condition ready = conditions.apply("Ready");
            return ready == null || is("True", ready) ? CURRENT : IN_PROGRESS;
        }

        private static boolean is(String expected, @Nullable Condition condition) {
            return condition != null && expected.equals(condition.getStatus());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "ACTIVE                | CURRENT     | Healthy     | what was applied is there",
        "SUSPENDED             | CURRENT     | Healthy     | so is an intended suspension",
        "OBSERVED              | CURRENT     | Healthy     | the observed room is in the state that spec names",
        "PAUSED                | CURRENT     | Healthy     | the room is in the state that spec names",
        "ROOM_ENDED            | IN_PROGRESS | Healthy     | over, as it was to be; not Ready, and kstatus knows no third thing, so a deployment should not wait for it",
        "SCHEDULING            | IN_PROGRESS | Progressing | it takes seconds",
        "STARTING              | IN_PROGRESS | Progressing | it takes seconds",
        "RESTARTING            | IN_PROGRESS | Progressing | another room follows",
        "VERIFYING             | IN_PROGRESS | Progressing | it takes seconds",
        "ROOM_NOT_FOUND        | IN_PROGRESS | Progressing | somebody else has to make the room first",
        "DELETING              | IN_PROGRESS | Progressing | (the deletion timestamp says more)",
        "RATE_LIMITED          | IN_PROGRESS | Progressing | it is tried again",
        "HATHORA_UNREACHABLE   | IN_PROGRESS | Progressing | it is tried again, and an outage is no fault of what was applied",
        "INVALID_SPEC          | FAILED      | Degraded    | a user has to act",
        "CREDENTIALS_MISSING   | FAILED      | Degraded    | a user has to act",
        "CREDENTIALS_INVALID   | FAILED      | Degraded    | a user has to act",
        "BILLING_BLOCKED       | FAILED      | Degraded    | a user has to act",
        "FORBIDDEN             | FAILED      | Degraded    | a user has to act",
        "APPLICATION_NOT_FOUND | FAILED      | Degraded    | a user has to act",
        "REQUEST_REJECTED      | FAILED      | Degraded    | a user has to act",
        "CONNECTION_SECRET_UNAVAILABLE | FAILED | Degraded | a user has to act",
        "ROOM_CONFIG_DIFFERS   | FAILED      | Degraded    | a user has to act",
        "WRITE_REFUSED         | FAILED      | Degraded    | a user has to act",
        "ENDPOINT_CHANGED      | FAILED      | Degraded    | a user has to act",
        "ROOM_ID_CONFLICT      | FAILED      | Degraded    | a user has to act",
        "RESTORED_COPY         | FAILED      | Degraded    | a user has to act",
    })
    void everyReasonIsJudged(Reason reason, Kstatus kstatus, String health, String why) throws IOException {
        HathoraRoomStatus status = TypicalStatus.of(reason);

        assertThat(status.conditions()).as("a status for this reason").extracting(Condition::getReason)
                .containsOnly(reason.conditionReason());
        assertThat(Kstatus.of(status, TypicalStatus.GENERATION, false)).as(why).isEqualTo(kstatus);
        assertThat(argoCd(status, TypicalStatus.GENERATION, false)).as(why).startsWith(health + ": "
                + status.conditions().getLast().getMessage());
    }

    @Test
    void theTableAboveKnowsEveryReason() throws NoSuchMethodException {
        Set<Reason> judged = Stream.of(GitOpsHealthTest.class.getDeclaredMethod("everyReasonIsJudged", Reason.class,
                Kstatus.class, String.class, String.class).getAnnotation(CsvSource.class).value())
                .map(row -> Reason.valueOf(row.substring(0, row.indexOf(' ')))).collect(Collectors.toSet());
        assertThat(judged).isEqualTo(EnumSet.allOf(Reason.class));
    }

    @ParameterizedTest
    @CsvSource({"OBSERVED, IN_PROGRESS, Progressing", "PAUSED, IN_PROGRESS, Suspended"})
    void aRoomThatIsOnlyLookedAtIsJudgedByWhatItIs(Reason reason, Kstatus kstatus, String health) throws IOException {
        HathoraRoomStatus status = TypicalStatus.againstSpec(reason);

        assertThat(Kstatus.of(status, TypicalStatus.GENERATION, false)).isEqualTo(kstatus);
        assertThat(argoCd(status, TypicalStatus.GENERATION, false)).startsWith(health);
    }

    @Test
    void whatNobodyHasLookedAtIsNotCurrentYet() {
        assertThat(Kstatus.of(HathoraRoomStatus.EMPTY, 1, false))
                .as("without status: this is why the CRD has a default")
                .isEqualTo(Kstatus.CURRENT);
        assertThat(Kstatus.of(SERIALIZATION.unmarshal("observedGeneration: -1", HathoraRoomStatus.class), 1, false))
                .isEqualTo(Kstatus.IN_PROGRESS);
    }

    @Test
    void whatWasAppliedAMomentAgoIsNotThereYet() throws IOException {
        HathoraRoomStatus status = TypicalStatus.of(Reason.ACTIVE);

        assertThat(Kstatus.of(status, TypicalStatus.GENERATION + 1, false)).isEqualTo(Kstatus.IN_PROGRESS);
        assertThat(argoCd(status, TypicalStatus.GENERATION + 1, false)).startsWith("Progressing");
        assertThat(argoCd(HathoraRoomStatus.EMPTY, 1, false)).isEqualTo("Progressing: Waiting for the operator");
    }

    @Test
    void whatNobodyHasLookedAtIsNotThereYet() throws IOException {
        HathoraRoomStatus filledIn = SERIALIZATION.unmarshal("observedGeneration: -1", HathoraRoomStatus.class);

        assertThat(Kstatus.of(HathoraRoomStatus.EMPTY, 1, false)).as("this is why the CRD has a default")
                .isEqualTo(Kstatus.CURRENT);
        assertThat(Kstatus.of(filledIn, 1, false)).isEqualTo(Kstatus.IN_PROGRESS);
        assertThat(argoCd(filledIn, 1, false)).startsWith("Progressing");
    }

    @ParameterizedTest
    @CsvSource({"DELETING, Progressing", "ACTIVE, Progressing", "CREDENTIALS_MISSING, Degraded"})
    void aDeletionGoesOnUntilAHumanIsNeeded(Reason reason, String health) throws IOException {
        HathoraRoomStatus status = TypicalStatus.of(reason);

        assertThat(Kstatus.of(status, TypicalStatus.GENERATION, true)).isEqualTo(Kstatus.TERMINATING);
        assertThat(argoCd(status, TypicalStatus.GENERATION, true)).startsWith(health);
    }

    @ParameterizedTest
    @EnumSource
    void stalledAndReconcilingAreNeverThereAtOnce(Reason reason) {
        HathoraRoomStatus status = TypicalStatus.of(reason);

        assertThat(status.condition("Stalled") != null && status.condition("Reconciling") != null).isFalse();
        assertThat(status.condition("Ready")).isNotNull();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "Ready=True                    | 1 | false | CURRENT     | Healthy     | all rooms are there, and of this template",
        "Ready=False Reconciling=True  | 1 | false | IN_PROGRESS | Progressing | rooms start, or a rollout goes on",
        "Ready=False Stalled=True      | 1 | false | FAILED      | Degraded    | a user has to act",
        "Ready=Unknown Reconciling=True | 1 | false | IN_PROGRESS | Progressing | it is tried again",
        "Ready=False:Paused            | 1 | false | IN_PROGRESS | Suspended   | a rollout is held back",
        "Ready=True:Paused             | 1 | false | CURRENT     | Healthy     | there is nothing to hold back",
        "Ready=False                   | 1 | false | IN_PROGRESS | Progressing | not there yet, whatever the reason",
        "Ready=True                    | 2 | false | IN_PROGRESS | Progressing | a change was applied a moment ago",
        "Ready=True                    | 1 | true  | TERMINATING | Progressing | its rooms go first",
        "Ready=False Stalled=True      | 1 | true  | TERMINATING | Degraded    | the deletion waits for a user",
    })
    void aSetIsJudgedByItsConditions(String conditions, long generation, boolean deleting, Kstatus kstatus,
            String health, String why) throws IOException {
        HathoraRoomSetStatus status = set(conditions);

        assertThat(Kstatus.of(status, generation, deleting)).as(why).isEqualTo(kstatus);
        assertThat(argoCd("health-room-set.lua", status, generation, deleting)).as(why).startsWith(health + ": ");
    }

    @Test
    void aSetThatNobodyHasLookedAtIsNotThereYet() throws IOException {
        HathoraRoomSetStatus filledIn = SERIALIZATION.unmarshal("observedGeneration: -1", HathoraRoomSetStatus.class);

        assertThat(Kstatus.of(filledIn, 1, false)).isEqualTo(Kstatus.IN_PROGRESS);
        assertThat(argoCd("health-room-set.lua", filledIn, 1, false))
                .isEqualTo("Progressing: Waiting for the operator");
    }

    /** The status of a set of generation 1 with conditions such as {@code Ready=False:Paused}. */
    private static HathoraRoomSetStatus set(String conditions) {
        return new HathoraRoomSetStatus(1L, 0, 0, 0, 0, 0, null, null, Stream.of(conditions.split(" "))
                .map(condition -> condition.split("[=:]")).map(parts -> new ConditionBuilder().withType(parts[0])
                        .withStatus(parts[1]).withReason(parts.length > 2 ? parts[2] : "Any").withMessage("A message.")
                        .withLastTransitionTime("2026-01-01T00:00:00Z").build())
                .toList());
    }

    @ParameterizedTest
    @CsvSource({"HathoraRoom, health.lua", "HathoraRoomSet, health-room-set.lua"})
    void theConfigMapHoldsTheScript(String kind, String script) throws IOException {
        JsonNode configMap = SERIALIZATION.unmarshal(Files.readString(ARGO_CD.resolve("argocd-cm.yaml")),
                JsonNode.class);

        assertThat(configMap.at("/data/resource.customizations.health.hathora.dev_" + kind).asText())
                .isEqualTo(Files.readString(ARGO_CD.resolve(script)));
    }

    private static String argoCd(HathoraRoomStatus status, long generation, boolean deleting) throws IOException {
        return argoCd("health.lua", status, generation, deleting);
    }

    /** Health and message. */
    private static String argoCd(String script, Object status, long generation, boolean deleting) throws IOException {
        ObjectNode room = SERIALIZATION.unmarshal("metadata: {generation: %d%s}".formatted(generation,
                deleting ? ", deletionTimestamp: '2026-01-01T00:00:00Z'" : ""), ObjectNode.class);
        room.set("status", SERIALIZATION.convertValue(status, JsonNode.class));
        Globals lua = JsePlatform.standardGlobals();
        lua.set("obj", toLua(room));
        LuaTable health = lua.load(Files.readString(ARGO_CD.resolve(script)), script).call().checktable();
        return health.get("status").tojstring() + ": " + health.get("message").tojstring();
    }

    private static LuaValue toLua(JsonNode node) {
        LuaTable table = new LuaTable();
        if (node.isObject()) {
            node.properties().forEach(field -> table.set(field.getKey(), toLua(field.getValue())));
            return table;
        }
        if (node.isArray()) {
            node.forEach(item -> table.set(table.length() + 1, toLua(item)));
            return table;
        }
        return node.isNumber() ? LuaValue.valueOf(node.asDouble()) : LuaValue.valueOf(node.asText());
    }
}
