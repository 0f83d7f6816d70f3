package dev.hathora.operator.controller.kubernetes;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetSpec;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetStatus;
import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

/** What an API server may have stored as a set is read, whatever it is. */
class RoomSetReaderTest {
    private static final String SET = """
            {"apiVersion":"hathora.dev/v1alpha1","kind":"HathoraRoomSet",
             "metadata":{"name":"hubs","namespace":"games","uid":"u-1","finalizers":["hathora.dev/room-set"]},
             "spec":{"replicas":3,"template":{"metadata":{"labels":{"mode":"hub"}},"spec":{"region":"Tokyo"}}},
             "status":{"replicas":3}}
            """;
    private static final List<String> VALUES = List.of("null", "true", "0", "-1", "1.5", "1e400", "9".repeat(2_000),
            "\"\"",
            "\"text\"", "[]", "[null]", "[7]", "[{}]", "[[]]", "{}", "{\"a\":null}", "{\"a\":{\"b\":[]}}");

    private final KubernetesSerialization serialization = ResourceSerialization.create();

    static Stream<String> members() {
        return Stream.of(
                Stream.of("metadata", "spec", "status", "anything"),
                Stream.of("metadata.labels", "metadata.annotations", "metadata.finalizers", "metadata.generation"),
                components("spec.", HathoraRoomSetSpec.class), components("status.", HathoraRoomSetStatus.class),
                Stream.of("spec.strategy.type", "spec.strategy.maxSurge", "spec.template.metadata",
                        "spec.template.metadata.labels", "spec.template.spec", "spec.template.spec.roomConfigJson"))
                .flatMap(s -> s);
    }

    private static Stream<String> components(String prefix, Class<?> record) {
        return Arrays.stream(record.getRecordComponents()).map(component -> prefix + component.getName());
    }

    @ParameterizedTest
    @MethodSource("members")
    void anyValueOfAnyMemberIsReadAndWritten(String member) {
        for (String value : VALUES) {
            HathoraRoomSet set = serialization.unmarshal(with(member, value), HathoraRoomSet.class);

            assertThat(set.getMetadata()).as(value).isNotNull();
            assertThat(set.getSpec().template().spec()).as(value).isNotNull();
            assertThat(set.getStatus().conditions()).as(value).isNotNull();
            assertThat(serialization.asJson(set)).as(value).isNotEmpty();
        }
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "spec.replicas            | \"many\"        | spec.replicas can't be read: see kubectl explain hathoraroomset.spec.replicas",
        "spec.strategy            | \"Recreate\"    | spec.strategy can't be read: see kubectl explain hathoraroomset.spec.strategy",
        "spec.strategy.maxSurge   | \"101%\"        | spec.strategy can't be read",
        "spec.template            | []              | spec.template can't be read",
        "spec.template.spec       | 7               | spec.template can't be read",
        "spec.minReadySeconds     | {}              | spec.minReadySeconds can't be read",
        "spec                     | null            | spec is not an object: see kubectl explain hathoraroomset.spec",
        "metadata.labels          | 7               | metadata.labels can't be read",
        "status.conditions        | 7               | ",
        "spec.anything            | 7               | ",
    })
    void whatCantBeReadIsTold(String member, String value, @Nullable String problem) {
        HathoraRoomSet set = serialization.unmarshal(with(member, value), HathoraRoomSet.class);

        if (problem == null) {
            assertThat(set.unreadable()).isNull();
        } else {
            assertThat(set.unreadable()).contains(problem);
        }
        assertThat(set.getMetadata().getName()).isEqualTo("hubs");
    }

    @Test
    void oneDoesNotDisturbTheOthers() {
        String broken = with("spec.replicas", "\"many\"");

        var list = serialization.unmarshal(
                "{\"kind\":\"List\",\"metadata\":{},\"items\":[%s,%s]}".formatted(broken, SET),
                new TypeReference<DefaultKubernetesResourceList<HathoraRoomSet>>() {
                });
        var event = serialization.unmarshal("{\"type\":\"ADDED\",\"object\":%s}".formatted(broken), WatchEvent.class);

        assertThat(list.getItems()).extracting(set -> set.unreadable() == null, set -> set.getSpec().replicas())
                .containsExactly(tuple(false, 1),
                        tuple(true, 3));
        assertThat(event.getObject()).isInstanceOfSatisfying(HathoraRoomSet.class,
                set -> assertThat(set.unreadable()).isNotNull());
    }

    /** The set, with another value there. */
    private String with(String member, String value) {
        var root = serialization.unmarshal(SET, ObjectNode.class);
        var parent = root;
        String[] path = member.split("\\.", -1);
        for (int i = 0; i < path.length - 1; i++) {
            parent = parent.withObjectProperty(path[i]);
        }
        parent.put(path[path.length - 1], "VALUE");
        return root.toString().replace("\"VALUE\"", value);
    }
}
