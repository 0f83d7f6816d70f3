package dev.hathora.operator.room;

import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two resources name one room, and each is looked after by an operator that does not see the other's. Their steps come in
 * any order, and either operator may die between any two of its own.
 */
class ContestPropertiesTest {
    /** What comes next, and to whom. */
    private enum Event {
        FIRST_STEPS,
        SECOND_STEPS,
        FIRST_RESTARTS,
        SECOND_RESTARTS
    }

    @Property(tries = 5000)
    void oneHoldsTheRoomAndTheOtherGivesWay(@ForAll("events") List<Event> events) {
        ForgedResource first = new ForgedResource(new RoomIds("a", "lobby", "uid-1"),
                "roomId: shared\nadoptionPolicy: IfExists", List.of());
        ForgedResource second = first.rival(new RoomIds("b", "lobby", "uid-2"));

        for (Event event : events) {
            switch (event) {
                case FIRST_STEPS -> first.work(1);
                case SECOND_STEPS -> second.work(1);
                case FIRST_RESTARTS -> first.restartOperator();
                case SECOND_RESTARTS -> second.restartOperator();
            }
            assertThat(first.holdsRoom() && second.holdsRoom()).as("both take it for theirs").isFalse();
        }
        for (int i = 0; i < 60; i++) {
            first.work(1);
            second.work(1);
        }

        assertThat(first.holdsRoom()).isNotEqualTo(second.holdsRoom());
        assertThat(first.isClaimed()).isEqualTo(first.holdsRoom());
        assertThat(second.isClaimed()).isEqualTo(second.holdsRoom());
        assertThat(first.liveRooms()).containsExactly("shared");
    }

    @Provide
    Arbitrary<List<Event>> events() {
        return Arbitraries.frequencyOf(Tuple.of(5, Arbitraries.just(Event.FIRST_STEPS)),
                Tuple.of(5, Arbitraries.just(Event.SECOND_STEPS)),
                Tuple.of(1, Arbitraries.just(Event.FIRST_RESTARTS)),
                Tuple.of(1, Arbitraries.just(Event.SECOND_RESTARTS))).list().ofMinSize(4).ofMaxSize(40);
    }
}
