package dev.hathora.operator.room;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import dev.hathora.operator.api.Region;
import dev.hathora.operator.api.hathoraroom.DeletionPolicy;
import dev.hathora.operator.api.hathoraroom.ManagementPolicy;
import dev.hathora.operator.api.hathoraroom.RoomState;
import dev.hathora.operator.cloud.CreateRoomRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.hathora.operator.room.Specs.desired;
import static dev.hathora.operator.room.Specs.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

class DesiredRoomTest {
    private static final String REGION = "region: Chicago";

    @Test
    void whatIsLeftOutHasADefault() {
        DesiredRoom desired = desired();
        assertThat(desired).isEqualTo(new DesiredRoom("app-1", null,
                new CreateRoomRequest("Chicago", null, null, null), new RoomConfig.Unmanaged(), true,
                RoomState.ACTIVE, true, null, DeletionPolicy.DESTROY, false, ManagementPolicy.FULL, false,
                null));
    }

    @Test
    void whatIsGivenIsTaken() {
        DesiredRoom desired = desired("appId: app-2", "region: Los_Angeles", "roomId: finals",
                "roomConfig: 'map: dust'",
                "roomConfigPolicy: Initial", "deploymentId: dep-7", "clientIPs: [192.0.2.1, '2001:db8::1']",
                "state: Suspended", "restartPolicy: Never", "ttlSecondsAfterFinished: 90", "deletionPolicy: Retain",
                "adoptionPolicy: IfExists", "managementPolicy: ObserveOnly", "paused: true");
        assertThat(desired).isEqualTo(new DesiredRoom("app-2", "finals",
                new CreateRoomRequest("Los_Angeles", "map: dust", "dep-7", List.of("192.0.2.1", "2001:db8::1")),
                new RoomConfig.Text("map: dust"), false, RoomState.SUSPENDED, false, Duration.ofSeconds(90),
                DeletionPolicy.RETAIN, true, ManagementPolicy.OBSERVE_ONLY, true, null));
    }

    @Test
    void charactersAreCountedAsTheCrdCountsThem() {
        String longest = "😀".repeat(RoomConfig.MAX_LENGTH);
        assertThat(desired("roomConfig: " + longest).problem()).as("two chars of Java each").isNull();
        assertThat(desired("roomConfig: " + longest + "!").problem()).contains("has 10001 characters");
    }

    @Test
    void configurationWrittenAsYamlIsSentAsCompactJson() {
        DesiredRoom desired = desired("roomConfigJson: {map: dust, bots: [1, 2.5]}");
        assertThat(desired.request().roomConfig()).isEqualTo("{\"map\":\"dust\",\"bots\":[1,2.5]}");
        assertThat(desired.config()).isInstanceOf(RoomConfig.Json.class);
        assertThat(desired.problem()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"roomId: finals,false", "restartPolicy: Never,false", "state: Active,true"})
    void anIdOfOnesOwnIsNotUsedTwice(String line, boolean restart) {
        assertThat(desired(line).restart()).isEqualTo(restart);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "appId: app-2 | app-3 | app-4 | app-2 | spec says which",
        "paused: true | app-3 | app-4 | app-3 | the claim stands, whatever the default has become",
        "paused: true |       | app-4 | app-4 | the operator's default",
        "paused: true |       |       | ''    | nobody says",
    })
    void theApplication(String line, @Nullable String claimed, @Nullable String byDefault, String appId,
            String reason) {
        assertThat(DesiredRoom.from(spec(REGION, line), claimed, byDefault).appId()).as(reason).isEqualTo(appId);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
    void everyRegionIsSentAsHathoraSpellsIt(Region region) {
        DesiredRoom desired = desired("region: " + region.hathoraName());
        assertThat(desired.request().region()).isEqualTo(region.hathoraName());
        assertThat(desired.problem()).isNull();
    }

    @ParameterizedTest
    @FieldSource("problems")
    void aSpecThatCantBeCarriedOutSaysWhyAndWhatToDo(String problem, DesiredRoom desired) {
        assertThat(desired.problem()).isEqualTo(problem);
    }

    private static Arguments problem(String problem, String... lines) {
        return argumentSet(String.join(", ", lines), problem, DesiredRoom.from(spec(lines), null, "app-1"));
    }

    private static Arguments badId(String field, String value) {
        return problem("spec." + field + " is malformed: an id is 1 to 100 letters, digits, '_' or '-'", REGION,
                field + ": '" + value + "'");
    }

    private static Arguments unknown(String field, String value) {
        return problem("spec." + field + " has a value that this version of the operator does not know: upgrade the "
                + "operator", field.equals("region") ? "state: Active" : REGION, field + ": " + value);
    }

    static final Supplier<List<Arguments>> problems = () -> List.of(
            argumentSet("no application", "no application: set spec.appId, or start the operator with HATHORA_APP_ID",
                    DesiredRoom.from(spec(REGION), null, null)),
            problem("spec.region is missing: set it to one of Hathora's regions", "state: Active"),
            unknown("region", "Atlantis"),
            unknown("roomConfigPolicy", "Merge"),
            unknown("state", "Hibernated"),
            unknown("restartPolicy", "OnFailure"),
            unknown("deletionPolicy", "Archive"),
            unknown("adoptionPolicy", "Always"),
            unknown("managementPolicy", "CreateOnly"),
            badId("appId", "app 1"),
            badId("roomId", ""),
            badId("roomId", "a/b"),
            badId("roomId", "x".repeat(101)),
            badId("deploymentId", "dep.1"),
            problem("spec.clientIPs contains a value that is not an IP address: correct or remove it", REGION,
                    "clientIPs: [192.0.2.1, example.com]"),
            problem("spec.clientIPs contains a value that is not an IP address: correct or remove it", REGION,
                    "clientIPs: [~]"),
            problem("spec.ttlSecondsAfterFinished is negative: give a number of seconds, or remove it", REGION,
                    "restartPolicy: Never", "ttlSecondsAfterFinished: -1"),
            problem("roomConfig and roomConfigJson are mutually exclusive: keep one of them", REGION, "roomConfig: a",
                    "roomConfigJson: {a: 1}"),
            problem("the room's configuration has 10001 characters, but Hathora accepts at most 10000: shorten it",
                    REGION,
                    "roomConfig: " + "x".repeat(10_001)),
            problem("the room's configuration has 10001 characters, but Hathora accepts at most 10000: shorten it",
                    REGION,
                    "roomConfigJson: {a: " + "x".repeat(10_001 - 8) + "}"),
            problem("restartPolicy Always can't be used with roomId, because Hathora accepts an id only once: "
                    + "remove roomId, or use restartPolicy: Never", REGION, "roomId: finals", "restartPolicy: Always"),
            problem("ttlSecondsAfterFinished needs restartPolicy: Never, because a room that is restarted never "
                    + "finishes", REGION, "ttlSecondsAfterFinished: 60"),
            problem("managementPolicy ObserveOnly needs roomId, the id of the room to observe", REGION,
                    "managementPolicy: ObserveOnly"));

    @Test
    void whatCouldNotBeReadComesFirst() {
        DesiredRoom desired = DesiredRoom.from(spec("state: Hibernated"), null, null);

        assertThat(desired.unreadable("spec.roomConfig is larger than 64 KiB").problem())
                .isEqualTo("spec.roomConfig is larger than 64 KiB");
        assertThat(desired.unreadable(null)).isEqualTo(desired);
    }

    @ParameterizedTest
    @ValueSource(strings = {"roomConfigJson: {a: %s}", "roomConfig: %s"})
    void aConfigurationThatIsTooLongIsNoneOfWhichAPartCouldBeSent(String line) {
        assertThat(desired(line.formatted("x".repeat(10_001))).problem()).contains("shorten it");
        assertThat(desired("roomConfigJson: {a: " + "x".repeat(10_001) + "}").config().toSend()).isNull();
    }

    @ParameterizedTest
    @FieldSource("fine")
    void aSpecAtTheEdgeOfWhatIsAllowedIsFine(DesiredRoom desired) {
        assertThat(desired.problem()).isNull();
    }

    static final Supplier<List<Arguments>> fine = () -> List.of(
            argumentSet("the longest configuration", desired("roomConfig: " + "x".repeat(10_000))),
            argumentSet("the longest id", desired("roomId: " + "x".repeat(100))),
            argumentSet("no time to live at all", desired("restartPolicy: Never", "ttlSecondsAfterFinished: 0")),
            argumentSet("an own id with a time to live", desired("roomId: finals", "ttlSecondsAfterFinished: 60")),
            argumentSet("no restart, and no id of one's own", desired("restartPolicy: Never")),
            argumentSet("restart, spelled out", desired("restartPolicy: Always")),
            argumentSet("an observed room", desired("roomId: finals", "managementPolicy: ObserveOnly")));

    @Test
    void aRoomIsLookedAfterWhateverIsWrongWithItsSpec() {
        DesiredRoom desired = DesiredRoom.from(spec("deletionPolicy: Suspend"), "app-2", null);
        assertThat(desired.appId()).isEqualTo("app-2");
        assertThat(desired.request().region()).isEmpty();
        assertThat(desired.deletionPolicy()).isEqualTo(DeletionPolicy.SUSPEND);
        assertThat(desired.problem()).isNotNull();
    }
}
