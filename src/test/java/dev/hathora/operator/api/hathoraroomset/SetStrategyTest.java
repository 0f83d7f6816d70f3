package dev.hathora.operator.api.hathoraroomset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The limits of a rollout are those that a Deployment with the same strategy has. */
class SetStrategyTest {
    private static final KubernetesSerialization SERIALIZATION = ResourceSerialization.create();

    @ParameterizedTest(name = "{0} of {1}: +{2} -{3}")
    @CsvSource(delimiter = '|', value = {
        "{}                                      | 4     | 1    | 1    | a quarter of each is the default",
        "{}                                      | 10    | 3    | 2    | surge is rounded up, unavailable down",
        "{}                                      | 1     | 1    | 0    | so a single room is replaced before it goes",
        "{}                                      | 0     | 0    | 0    | nothing is to be replaced",
        "{maxSurge: 0}                           | 3     | 0    | 1    | a quarter of 3 is 0, and then no room could be replaced",
        "{maxSurge: 0}                           | 8     | 0    | 2    | a quarter of 8 is enough",
        "{maxSurge: 0, maxUnavailable: 1%}       | 99    | 0    | 1    | 1 % of 99 is 0",
        "{maxSurge: 0, maxUnavailable: 1%}       | 0     | 0    | 0    | of no rooms, none is unavailable",
        "{maxSurge: 1%}                          | 101   | 2    | 25   | 1 % of 101 is more than 1",
        "{maxSurge: 2, maxUnavailable: 0}        | 10    | 2    | 0    | numbers are taken as they are",
        "{maxUnavailable: 7}                     | 3     | 1    | 3    | there are no more rooms to be unavailable",
        "{maxSurge: 7}                           | 3     | 7    | 0    | there may be more than twice as many",
        "{maxSurge: 100%, maxUnavailable: 100%}  | 10000 | 10000 | 10000 | all at once",
        "{maxSurge: 0%, maxUnavailable: 0%}      | 5     | 0    | 1    | the CRD rejects it; it does not stop a rollout",
        "{type: OnDelete}                        | 4     | 1    | 1    | the CRD has no limits for it, and nothing asks",
        "{maxSurge: null, maxUnavailable: null}  | 4     | 1    | 1    | null is as good as nothing",
        "{maxSurge: 100%}                        | 2147483647 | 2147483647 | 536870911 | no number overflows",
    })
    void limitsAreThoseOfADeployment(String yaml, int replicas, int surge, int unavailable, String why) {
        SetStrategy strategy = SERIALIZATION.unmarshal("---\n" + yaml, SetStrategy.class);

        assertThat(strategy.surge(replicas)).as(why).isEqualTo(surge);
        assertThat(strategy.unavailable(replicas)).as(why).isEqualTo(unavailable);
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "0, 0", "10000, 10000", "'\"0%\"', 0%", "'\"07%\"', 7%", "'\"100%\"', 100%"})
    void aLimitIsWrittenAsItWasRead(String json, String written) {
        NumberOrPercent limit = SERIALIZATION.unmarshal(json, NumberOrPercent.class);

        assertThat(limit).hasToString(written);
        assertThat(SERIALIZATION.convertValue(limit, JsonNode.class).asText()).isEqualTo(written);
        assertThat(SERIALIZATION.convertValue(limit, JsonNode.class).isNumber()).isEqualTo(!written.endsWith("%"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "10001", "2147483648", "99999999999999999999", "1.5", "\"101%\"", "\"-5%\"", "\"5\"",
        "\"\"",
        "\"%\"",
        "\" 5%\"", "true", "[]", "[5]", "{}", "\"٣%\""})
    void whatIsNoLimitIsAMismatch(String json) {
        assertThatThrownBy(() -> SERIALIZATION.unmarshal("maxSurge: " + json, SetStrategy.class))
                .hasCauseInstanceOf(MismatchedInputException.class)
                .hasMessageContaining("a number from 0 to 10000 or a percentage from 0% to 100% is needed");
    }

    @Test
    void aTypeOfALaterVersionIsRead() {
        assertThat(SERIALIZATION.unmarshal("type: Canary", SetStrategy.class).type())
                .isEqualTo(StrategyType.UNRECOGNIZED);
    }
}
