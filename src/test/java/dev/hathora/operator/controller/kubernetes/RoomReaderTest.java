package dev.hathora.operator.controller.kubernetes;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.hathora.operator.api.Region;
import dev.hathora.operator.api.hathoraroom.DeletionPolicy;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.ManagementPolicy;
import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What an API server may have stored is read, whatever it is, and what is wrong with it is told for that resource alone. */
class RoomReaderTest {
    private static final String GOOD = """
            {"apiVersion":"hathora.dev/v1alpha1","kind":"HathoraRoom","metadata":{"name":"good","uid":"u-0"},
             "spec":{"region":"Tokyo","roomConfigJson":{"map":"dust"}},"status":{"phase":"Active","roomId":"r"}}
            """;
    private static final String WEIRD = """
            {"apiVersion":"hathora.dev/v1alpha1","kind":"HathoraRoom",
             "metadata":{"name":"weird","namespace":"games","uid":"u-1","resourceVersion":"5","finalizers":["hathora.dev/room"],
                         "annotations":{"hathora.dev/room-id":"r-1"}},
             "spec":{"region":"Tokyo","deletionPolicy":"Retain"},"status":{"roomId":"r-1","appId":"app-1"}}
            """;

    private final KubernetesSerialization serialization = ResourceSerialization.create();

    static Stream<String> members() {
        return Stream.of(
                Stream.of("metadata", "spec", "status", "anything"),
                Stream.of("labels", "annotations", "finalizers", "ownerReferences", "managedFields", "generation",
                        "deletionTimestamp", "generateName", "anything").map("metadata."::concat),
                components(HathoraRoomSpec.class).map("spec."::concat),
                components(HathoraRoomStatus.class).map("status."::concat),
                Stream.of("spec.anything", "status.anything", "spec.credentialsSecretRef.name",
                        "spec.connectionSecret.name", "status.connection.port", "status.binding.name"))
                .flatMap(s -> s);
    }

    private static Stream<String> components(Class<?> record) {
        return Arrays.stream(record.getRecordComponents()).map(component -> component.getName());
    }

    private static final List<String> VALUES = List.of("null", "true", "0", "-1", "1.5", "1e400", "9".repeat(2_000),
            "\"\"", "\"text\"", '"' + "x".repeat(100_000) + '"', "[]", "[null]", "[7]", "[{}]", "[[]]", "{}",
            "{\"a\":null}", "{\"a\":{\"b\":[]}}", "{\"" + "k".repeat(50_001) + "\":1}",
            "[" + "{},".repeat(30_000) + "{}]",
            "{\"a\":".repeat(1_001) + "1" + "}".repeat(1_001), "[".repeat(9_000) + "]".repeat(9_000),
            "[{\"type\":\"Ready\"}]", "[{\"type\":7,\"status\":{},\"reason\":[]}]");

    @ParameterizedTest
    @MethodSource("members")
    void whateverStandsAnywhereHurtsNobodyElse(String member) {
        for (String value : VALUES) {
            String weird = with(member, value);
            String shown = member + ": " + value.substring(0, Math.min(50, value.length()));

            List<HathoraRoom> list = serialization.unmarshal(
                    "{\"items\":[%s,%s,%s],\"metadata\":{}}".formatted(GOOD, weird, GOOD),
                    new TypeReference<DefaultKubernetesResourceList<HathoraRoom>>() {
                    }).getItems();
            HathoraRoom watched = (HathoraRoom) serialization
                    .unmarshal("{\"type\":\"MODIFIED\",\"object\":%s}".formatted(weird), WatchEvent.class).getObject();
            HathoraRoom answer = serialization.unmarshal(weird, HathoraRoom.class);

            assertThat(list).as(shown).hasSize(3);
            assertThat(list.getFirst()).as(shown).isEqualTo(list.getLast())
                    .extracting(HathoraRoom::unreadable).isNull();
            assertThat(list.getFirst().getSpec().region()).isEqualTo(Region.TOKYO);
            assertThat(watched).as(shown).isEqualTo(answer).isEqualTo(list.get(1));
            assertThat(watched.unreadable()).as(shown).isEqualTo(answer.unreadable())
                    .isEqualTo(list.get(1).unreadable());
            if (!member.startsWith("metadata")) {
                assertThat(answer.getMetadata().getUid()).as(shown).isEqualTo("u-1");
                assertThat(answer.hasFinalizer(HathoraRoom.FINALIZER)).as(shown).isTrue();
                assertThat(answer.getMetadata().getAnnotations()).as(shown).containsEntry(HathoraRoom.ROOM_ID, "r-1");
            }
            if (!member.startsWith("spec")) {
                assertThat(answer.getSpec().deletionPolicy()).as(shown).isEqualTo(DeletionPolicy.RETAIN);
            }
            if (!member.startsWith("status")) {
                assertThat(answer.getStatus().roomId()).as(shown).isEqualTo("r-1");
            }
        }
    }

    /** The resource with this value for this member; what stood there before comes first, and does not count. */
    private static String with(String member, String value) {
        String[] names = member.split("[.]", -1);
        String added = '"' + names[names.length - 1] + "\":" + value;
        if (names.length == 1) {
            return WEIRD.strip().replaceAll("}$", ",") + added + "}";
        }
        if (names.length == 3) {
            added = '"' + names[1] + "\":{" + added + "}";
        }
        String part = '"' + names[0] + "\":{";
        int start = WEIRD.indexOf(part) + part.length();
        int end = names[0].equals("metadata") ? WEIRD.indexOf("}}", start) + 1 : WEIRD.indexOf('}', start);
        return WEIRD.substring(0, end) + "," + added + WEIRD.substring(end);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", value = {
        "spec.region                   | {}        | spec.region can't be read: see kubectl explain hathoraroom.spec.region",
        "spec.region                   | 3         | spec.region can't be read",
        "spec.region                   | Atlantis  | -",
        "spec.roomId                   | [\"a\"]   | spec.roomId can't be read",
        "spec.roomId                   | 5         | -",
        "spec.roomConfigJson           | \"{}\"    | spec.roomConfigJson can't be read",
        "spec.roomConfigJson           | [1]       | spec.roomConfigJson can't be read",
        "spec.clientIPs                | \"::1\"   | spec.clientIPs can't be read",
        "spec.ttlSecondsAfterFinished  | 1e400     | spec.ttlSecondsAfterFinished can't be read",
        "spec.paused                   | \"no\"    | spec.paused can't be read",
        "spec.credentialsSecretRef     | \"name\"  | spec.credentialsSecretRef can't be read",
        "spec.credentialsSecretRef.name | {}       | spec.credentialsSecretRef can't be read",
        "spec                          | \"text\"  | spec is not an object: see kubectl explain hathoraroom.spec",
        "spec                          | null      | -",
        "status                        | 7         | -",
        "status.roomId                 | {}        | -",
        "status.conditions             | [null,{}] | -",
        "status.allocations            | [{\"scheduledAt\":\"soon\"}] | -",
        "metadata.labels               | 7         | -",
        "metadata.finalizers           | {}        | metadata.finalizers can't be read: see kubectl explain hathoraroom.metadata.finalizers",
    })
    void saysWhatToCorrect(String member, String value, @Nullable String problem) {
        String json = value.matches("[A-Z].*") ? '"' + value + '"' : value;

        String told = serialization.unmarshal(with(member, json), HathoraRoom.class).unreadable();

        if (problem == null) {
            assertThat(told).isNull();
        } else {
            assertThat(told).startsWith(problem);
        }
    }

    @Test
    void saysHowMuchIsTooMuch() {
        assertThat(unreadable("spec.roomConfigJson", "{\"a\":" + "[".repeat(1_001) + "]".repeat(1_001) + "}"))
                .isEqualTo("spec.roomConfigJson is nested more than 500 levels deep: flatten it");
        assertThat(unreadable("spec.roomConfigJson", "{\"a\":[" + "{},".repeat(466_000) + "{}]}"))
                .isEqualTo("spec.roomConfigJson is larger than 64 KiB: shorten it");
        assertThat(unreadable("spec.roomConfig", '"' + "ä".repeat(10_001) + '"'))
                .isEqualTo("spec.roomConfig has more than 10000 characters: shorten it");
        assertThat(unreadable("spec.clientIPs", "[" + "\"::1\",".repeat(100) + "\"::1\"]"))
                .isEqualTo("spec.clientIPs has more than 100 entries: remove some");
        assertThat(unreadable("metadata.finalizers", "[" + "\"example.com/a\",".repeat(5_000) + "\"b\"]"))
                .isEqualTo("metadata.finalizers is larger than 64 KiB: shorten it");
    }

    private @Nullable String unreadable(String member, String value) {
        return serialization.unmarshal(with(member, value), HathoraRoom.class).unreadable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"appId", "roomId", "deletionPolicy", "managementPolicy", "paused"})
    void keepsHandsOffWhereNobodyKnowsWhatMayBeDone(String member) {
        HathoraRoomSpec spec = serialization.unmarshal(with("spec." + member, "[{}]"), HathoraRoom.class).getSpec();

        assertThat(spec.managementPolicy()).isEqualTo(ManagementPolicy.UNRECOGNIZED);
        assertThat(spec.region()).as("the rest is there").isEqualTo(Region.TOKYO);
    }

    @Test
    void numbersNameNoEnumValue() {
        assertThat(serialization.unmarshal(with("spec.deletionPolicy", "0"), HathoraRoom.class).getSpec()
                .managementPolicy()).as("not the first policy, which destroys")
                .isEqualTo(ManagementPolicy.UNRECOGNIZED);
    }

    @Test
    void keepsLittleOfWhatIsMuch() {
        String entries = Stream.iterate(0, i -> i + 1).limit(1_000).map(i -> "\"k%d\":\"v\"".formatted(i))
                .reduce((a, b) -> a + "," + b).orElseThrow();

        HathoraRoom room = serialization.unmarshal(with("metadata.labels", "{" + entries + "}"), HathoraRoom.class);

        assertThat(room.getMetadata().getLabels()).hasSize(100).containsKey("k0");
        assertThat(room.unreadable()).isNull();
    }

    @Test
    void knowsWhereItsFinalizerStandsAmongMany() {
        String others = "\"example.com/a\",".repeat(300);

        HathoraRoom room = serialization.unmarshal(
                with("metadata.finalizers", "[" + others + "\"hathora.dev/room\"," + others + "\"b\"]"),
                HathoraRoom.class);

        assertThat(room.getFinalizers().indexOf(HathoraRoom.FINALIZER)).isEqualTo(300);
        assertThat(room.getFinalizers()).hasSize(301);
    }

    @Test
    void keepsOfAConfigurationThatIsTooLongOnlyItsLength() {
        HathoraRoom room = serialization.unmarshal(
                with("spec.roomConfigJson", "{\"a\":\"" + "x".repeat(9_993) + "\"}"), HathoraRoom.class);
        var config = Objects.requireNonNull(room.getSpec().roomConfigJson());

        assertThat(config.text()).isNull();
        assertThat(config.length()).isEqualTo(10_001);
    }
}
