package dev.hathora.operator.room;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import dev.hathora.operator.cloud.http.HttpHathoraCloud.Timeouts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Which period has to be shorter than which other one, and why. */
class TimingTest {
    private static final Duration CALL = Timeouts.DEFAULT.others();

    @ParameterizedTest(name = "{2}")
    @FieldSource
    void oneIsShorterThanTheOther(Duration shorter, Duration longer, String why) {
        assertThat(shorter).as(why).isLessThan(longer);
    }

    static final Supplier<List<Arguments>> oneIsShorterThanTheOther = () -> List.of(
            arguments(Timeouts.DEFAULT.getConnectionInfo(), Timing.SETTLING.minus(CALL),
                    "a getConnectionInfo that was on its way is over when a suspension counts"),
            arguments(CALL, Timing.DRAIN, "a call that was begun ends before the operator stops"),
            arguments(CALL, Timing.SETTLING, "a call is given up before it counts as over"),
            arguments(CALL.multipliedBy(3), Timing.HUNG, "a pass of several slow calls does not hang"),
            arguments(Timing.LONGEST_RETRY, Timing.HUNG, "a pass that is tried again does not hang"),
            arguments(Timing.FRESH, Timing.APART, "the second 404 is not the first one again"),
            arguments(Timing.FRESH, Timing.SHOWN_FOR, "the 404 after the control question finds it still counts"),
            arguments(Timing.APART, Timing.HOLD_BACK_AFTER_404,
                    "a 404 that is believed soon is reported once, as an end"),
            arguments(Timing.SAME_ANSWERER, Timing.LETTING_GO, "who made place for another room may err for longer"),
            arguments(Timing.SAME_ANSWERER, Timing.APPLICATION_AGAIN.multipliedBy(8).dividedBy(10),
                    "a retry with jitter begins as the attempt before it did, so that its delays grow"),
            arguments(Timing.APPLICATION_AGAIN, Timing.SETTLING,
                    "an application that is applied with its rooms is found soon"),
            arguments(Timing.APART, Timing.LETTING_GO, "a release is final, the belief that a room ended is not"),
            arguments(Timing.LETTING_GO, Timing.DOUBT,
                    "a believed end is looked at again after all that follows from it"),
            arguments(Timing.SETTLING, Timing.DOUBT, "a late createRoom shows while its room is still looked for"),
            arguments(Timing.NOT_NOTED, Timing.DOUBT, "status may note an end while it is in doubt"),
            arguments(Timing.HOLD_BACK, Timing.HOLD_BACK_AFTER_WAITING, "who has waited is reported once, too"),
            arguments(Timing.DOUBT, History.LONGEST_DELAY.plusNanos(1), "the longest restart delay outlasts the doubt"),
            arguments(History.LONGEST_DELAY, History.STABLE,
                    "a room that restarts at the slowest pace can become stable"));
}
