package dev.hathora.operator.room;

import java.util.List;
import java.util.function.Supplier;

import dev.hathora.operator.room.Contender.Hold;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/** Which resource gets a room that several resources request. */
class ContestTest {
    private static Contender resource(String name, int createdAt, Hold hold) {
        return new Contender("arena/" + name, name, "2026-03-01T%02d:00:00Z".formatted(createdAt), false, hold);
    }

    private static Contender self(Hold hold) {
        return resource("self", 10, hold);
    }

    private static Contest stands(Contender other, boolean yields) {
        return new Contest(other.holder(), yields);
    }

    private static final Contest CLEAR = new Contest(null, false);
    private static final Contender OLDER = resource("older", 9, Hold.WANTED);
    private static final Contender OLDEST = resource("oldest", 8, Hold.WANTED);
    private static final Contender YOUNGER = resource("younger", 11, Hold.WANTED);
    private static final Contender AHEAD = resource("ahead", 11, Hold.AHEAD);
    private static final Contender OLDER_CLAIM = resource("older-claim", 9, Hold.CLAIMED);
    private static final Contender YOUNGER_CLAIM = resource("younger-claim", 11, Hold.CLAIMED);
    private static final Contender HELD = resource("held", 11, Hold.HELD);

    @ParameterizedTest
    @FieldSource("contests")
    void isWonByTheFirst(Contender self, boolean fresh, List<Contender> others, @Nullable Contest contest) {
        assertThat(Contest.of(self, fresh, others)).isEqualTo(contest);
    }

    static final Supplier<List<Arguments>> contests = () -> List.of(
            argumentSet("nobody else wants it", self(Hold.WANTED), false, List.of(), CLEAR),
            argumentSet("a younger one does", self(Hold.WANTED), false, List.of(YOUNGER), CLEAR),
            argumentSet("an older one does", self(Hold.WANTED), false, List.of(YOUNGER, OLDER), stands(OLDER, false)),
            argumentSet("the oldest is named", self(Hold.WANTED), false, List.of(OLDER, OLDEST),
                    stands(OLDEST, false)),
            argumentSet("a younger one that is about to claim it", self(Hold.WANTED), false, List.of(OLDER, AHEAD),
                    stands(AHEAD, false)),
            argumentSet("a younger one that holds it", self(Hold.WANTED), false, List.of(YOUNGER_CLAIM, HELD),
                    stands(HELD, false)),
            argumentSet("it has claimed it, and others only want it", self(Hold.CLAIMED), true,
                    List.of(OLDER, AHEAD), CLEAR),
            argumentSet("an older claim comes first", self(Hold.CLAIMED), false, List.of(OLDER_CLAIM, OLDEST),
                    stands(OLDER_CLAIM, true)),
            argumentSet("a younger claim gives way, and is waited for", self(Hold.CLAIMED), false,
                    List.of(YOUNGER_CLAIM), stands(YOUNGER_CLAIM, false)),
            argumentSet("unless our claim is new: the other one may not have seen it", self(Hold.CLAIMED), true,
                    List.of(YOUNGER_CLAIM), stands(YOUNGER_CLAIM, true)),
            argumentSet("the resource that owns the room precedes any claim", self(Hold.CLAIMED), false,
                    List.of(OLDER_CLAIM, HELD), stands(HELD, true)));
}
