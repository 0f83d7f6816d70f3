package dev.hathora.operator.room;

import java.util.List;
import java.util.function.Supplier;

import dev.hathora.operator.room.Attempts.Create;
import dev.hathora.operator.room.Attempts.Destroyed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.hathora.operator.room.Given.NOW;
import static dev.hathora.operator.room.Given.ago;
import static dev.hathora.operator.room.Given.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

class AttemptsTest {
    private static final Destroyed SENT = new Destroyed(ago(2), true, 1);
    private static final Attempts ALL = new Attempts(Create.UNCLEAR, in(1), SENT, in(3), false, List.of(), null);

    @ParameterizedTest
    @FieldSource("attempts")
    void whatMayStillTakeEffect(Attempts actual, Attempts expected) {
        assertThat(actual).isEqualTo(expected);
    }

    static final Supplier<List<Arguments>> attempts = () -> List.of(
            argumentSet("a claim that another operator left behind may have a createRoom on its way",
                    Attempts.ofUnconfirmedClaim(NOW),
                    new Attempts(Create.UNCLEAR, in(30), null, null, false, List.of(), null)),
            argumentSet("a createRoom may take effect for 30 s", Attempts.NONE.created(Create.ACCEPTED, NOW),
                    new Attempts(Create.ACCEPTED, in(30), null, null, false, List.of(), null)),
            argumentSet("another createRoom says nothing about what else was sent", ALL.created(Create.REFUSED, NOW),
                    new Attempts(Create.REFUSED, in(30), SENT, in(3), false, List.of(), null)),
            argumentSet("a destroyRoom found the room", Attempts.NONE.destroyed(true, NOW),
                    new Attempts(Create.NONE, null, new Destroyed(NOW, true, 1), null, false, List.of(), null)),
            argumentSet("or it did not", Attempts.NONE.destroyed(false, NOW),
                    new Attempts(Create.NONE, null, new Destroyed(NOW, false, 1), null, false, List.of(), null)),
            argumentSet("one that finds nothing after one that found it has nothing new to say, but counts",
                    ALL.destroyed(false, NOW),
                    new Attempts(Create.UNCLEAR, in(1), new Destroyed(NOW, true, 2), in(3), false, List.of(), null)),
            argumentSet("a call that wakes the room may do so for 30 s", ALL.mayWake(NOW),
                    new Attempts(Create.UNCLEAR, in(1), SENT, in(30), false, List.of(), null)),
            argumentSet("a suspendRoom was answered", ALL.suspended(),
                    new Attempts(Create.UNCLEAR, in(1), SENT, in(3), true, List.of(), null)),
            argumentSet("a look tells whether it took effect", ALL.suspended().seen(NOW), ALL.seen(NOW)),
            argumentSet("the room was seen; for a moment other answers may not show it yet", ALL.seen(NOW),
                    new Attempts(Create.SEEN, in(1), SENT, in(3), false, List.of(), null)),
            argumentSet("what may wake it is over when its time is", ALL.seen(in(3)),
                    new Attempts(Create.SEEN, null, SENT, null, false, List.of(), null)),
            argumentSet("nothing was sent, and the room was seen", Attempts.NONE.seen(NOW),
                    new Attempts(Create.SEEN, null, null, null, false, List.of(), null)));
}
