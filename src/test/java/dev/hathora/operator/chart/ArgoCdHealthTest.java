package dev.hathora.operator.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.controller.ResourceSerialization;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.jse.JsePlatform;

import static org.assertj.core.api.Assertions.assertThat;

/** What Argo CD shows of a room: its health check is run on statuses as the operator writes them. */
class ArgoCdHealthTest {
    private static final Path ARGO_CD = Path.of("examples/gitops/argocd");
    private static final KubernetesSerialization SERIALIZATION = ResourceSerialization.create();

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', value = {
        "Active     | Ready=True Active                                        | Healthy     | it can be joined",
        "Suspended  | Ready=True Suspended                                     | Suspended   | as spec wants it",
        "Active     | Ready=True Observed                                      | Healthy     | only observed, in the state that spec names",
        "Suspended  | Ready=True Paused                                        | Suspended   | in the state that spec names",
        "Active     | Ready=False Paused                                       | Progressing | spec.state wants something else",
        "Destroyed  | Ready=False RoomEnded                                    | Healthy     | the match is over, and nothing else was wanted",
        "Pending    | Ready=False Verifying, Reconciling=True Verifying        | Progressing | it takes seconds",
        "Scheduling | Ready=False Scheduling, Reconciling=True Scheduling      | Progressing | it takes seconds",
        "Scheduling | Ready=False Starting, Reconciling=True Starting          | Progressing | it takes seconds",
        "Destroyed  | Ready=False Restarting, Reconciling=True Restarting      | Progressing | another room follows",
        "Unknown    | Ready=Unknown HathoraUnreachable, Reconciling=True HathoraUnreachable | Progressing | it is tried again",
        "Pending    | Ready=False CredentialsMissing, Stalled=True CredentialsMissing | Degraded | only a human can help",
        "Active     | Ready=False ConnectionSecretUnavailable, Stalled=True ConnectionSecretUnavailable | Degraded | only a human can help",
        "Unknown    | Ready=False CredentialsInvalid, Stalled=True CredentialsInvalid | Degraded | only a human can help",
    })
    void everyPhaseIsJudged(String phase, String conditions, String health, String why) throws IOException {
        assertThat(judge(room(phase, conditions, 2, false)).get("status").tojstring()).as(why).isEqualTo(health);
    }

    @Test
    void whatTheOperatorHasNotSeenYetIsProgressing() throws IOException {
        assertThat(judge(room("Active", "Ready=True Active", 1, false)).get("status").tojstring())
                .isEqualTo("Progressing");
        JsonNode without = SERIALIZATION.unmarshal("metadata: {generation: 1}",
                JsonNode.class);
        assertThat(judge(without).get("status").tojstring()).isEqualTo("Progressing");
    }

    @Test
    void aDeletionIsProgressingUntilAHumanIsNeeded() throws IOException {
        assertThat(judge(room("Active", "Ready=False Deleting, Reconciling=True Deleting", 2, true)).get("status")
                .tojstring()).isEqualTo("Progressing");
        LuaTable stalled = judge(room("Unknown", "Ready=False CredentialsMissing, Stalled=True CredentialsMissing", 2,
                true));
        assertThat(stalled.get("status").tojstring()).isEqualTo("Degraded");
        assertThat(stalled.get("message").tojstring()).isEqualTo("Stalled: CredentialsMissing");
    }

    @Test
    void theConfigMapHoldsTheScript() throws IOException {
        JsonNode configMap = SERIALIZATION.unmarshal(Files.readString(ARGO_CD.resolve("argocd-cm.yaml")),
                JsonNode.class);

        assertThat(configMap.at("/data/resource.customizations.health.hathora.dev_HathoraRoom").asText())
                .isEqualTo(Files.readString(ARGO_CD.resolve("health.lua")));
    }

    private static JsonNode room(String phase, String conditions, int observed, boolean deleting) {
        StringBuilder yaml = new StringBuilder("metadata: {generation: 2%s}\nstatus:\n  phase: %s\n"
                .formatted(deleting ? ", deletionTimestamp: '2026-01-01T00:00:00Z'" : "", phase))
                .append("  observedGeneration: ").append(observed).append("\n  conditions:\n");
        for (String condition : conditions.split(", ", -1)) {
            String[] parts = condition.split("[= ]", -1);
            yaml.append("  - {type: %s, status: '%s', reason: %s, message: '%s: %s'}\n".formatted(parts[0], parts[1],
                    parts[2], parts[0], parts[2]));
        }
        return SERIALIZATION.unmarshal(yaml.toString(), JsonNode.class);
    }

    private static LuaTable judge(JsonNode room) throws IOException {
        Globals lua = JsePlatform.standardGlobals();
        lua.set("obj", toLua(room));
        return lua.load(Files.readString(ARGO_CD.resolve("health.lua")), "health.lua").call().checktable();
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
