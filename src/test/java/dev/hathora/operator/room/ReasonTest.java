package dev.hathora.operator.room;

import java.util.Arrays;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReasonTest {
    @ParameterizedTest
    @EnumSource
    void isSpeltAsKubernetesSpellsReasons(Reason reason) {
        assertThat(reason.conditionReason()).matches("([A-Z][a-z]+)+");
        assertThat(reason.conditionReason().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT))
                .as("the constant's own name, so that neither can be renamed alone").isEqualTo(reason.name());
    }

    @ParameterizedTest
    @EnumSource
    void saysInSentencesWhatItMeansAndWhatToDo(Reason reason) {
        assertThat(reason.meaning()).matches("[A-Z\"].*\\.|spec\\..*\\.").doesNotContain("  ");
        assertThat(reason.remedy()).matches("[A-Z].*\\.").doesNotContain("  ");
    }

    @Test
    void noTwoAreSpeltAlikeOrMeanTheSame() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::conditionReason)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(Reason.values()).map(Reason::meaning)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(names = {"ACTIVE", "SUSPENDED"})
    void isReadyOnlyWhereTheRoomIsAsSpecWantsIt(Reason reason) {
        assertThat(reason.kind()).isEqualTo(Reason.Kind.READY);
    }

    @ParameterizedTest
    @EnumSource
    void noneBothImpliesAClaimAndRulesItOut(Reason reason) {
        assertThat(reason.impliesClaim() && reason.rulesOutClaim()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"INVALID_SPEC", "CREDENTIALS_MISSING", "CREDENTIALS_INVALID", "BILLING_BLOCKED", "FORBIDDEN",
        "APPLICATION_NOT_FOUND", "REQUEST_REJECTED", "CONNECTION_SECRET_UNAVAILABLE", "WRITE_REFUSED",
        "ENDPOINT_CHANGED", "ROOM_ID_CONFLICT", "RESTORED_COPY",
        "ROOM_CONFIG_DIFFERS"})
    void isStalledWhereOnlyAHumanCanHelp(Reason reason) {
        assertThat(reason.kind()).isEqualTo(Reason.Kind.STALLED);
        assertThat(reason.remedy()).as("a human is told what to do").doesNotStartWith("Wait")
                .doesNotStartWith("Nothing");
    }

    @ParameterizedTest
    @EnumSource
    void isFoundByItsSpelling(Reason reason) {
        assertThat(Reason.of(reason.conditionReason())).contains(reason);
        assertThat(Reason.of(reason.conditionReason() + "OfAnotherVersion")).isEmpty();
    }

    @Test
    void someAreBesideTheRoomWhichIsLookedAfterAllTheSame() {
        assertThat(Arrays.stream(Reason.values()).filter(Reason::isBesideTheRoom)).containsExactlyInAnyOrder(
                Reason.CONNECTION_SECRET_UNAVAILABLE, Reason.ROOM_CONFIG_DIFFERS, Reason.WRITE_REFUSED);
    }
}
