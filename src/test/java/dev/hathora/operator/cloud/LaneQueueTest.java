package dev.hathora.operator.cloud;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static dev.hathora.operator.cloud.LaneQueue.LOWER_LANES_TURN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LaneQueueTest {
    private final LaneQueue<String> queue = new LaneQueue<>();

    @Test
    void lanesGoInTheirOrderAndWithinOneFirstComeFirstServed() {
        queue.add(Lane.ROUTINE, "routine 1");
        queue.add(Lane.READINESS, "readiness 1");
        queue.add(Lane.CHANGE, "change 1");
        queue.add(Lane.ROUTINE, "routine 2");
        queue.add(Lane.CHANGE, "change 2");

        assertThat(poll(5)).containsExactly("change 1", "change 2", "readiness 1", "routine 1", "routine 2");
        assertThat(queue.isEmpty()).isTrue();
        assertThatThrownBy(queue::poll).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void whoGaveUpIsForgotten() {
        queue.add(Lane.CHANGE, "change");
        queue.add(Lane.ROUTINE, "routine");
        assertThat(queue.remove(Lane.CHANGE, "change")).isTrue();
        assertThat(queue.remove(Lane.CHANGE, "change")).as("again").isFalse();
        assertThat(queue.size(Lane.CHANGE)).isZero();
        assertThat(queue.size(Lane.ROUTINE)).isEqualTo(1);
        assertThat(poll(1)).containsExactly("routine");
    }

    @Test
    void drainingLeavesNobody() {
        queue.add(Lane.ROUTINE, "routine");
        queue.add(Lane.CHANGE, "change");
        assertThat(queue.drain()).containsExactly("change", "routine");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void every20thGoesToWhoWaitsLongestInALowerLane() {
        queue.add(Lane.ROUTINE, "first");
        queue.add(Lane.READINESS, "second");
        queue.add(Lane.ROUTINE, "third");
        addChanges(100);

        List<String> polled = poll(3 * LOWER_LANES_TURN);
        assertThat(polled.indexOf("first")).isEqualTo(LOWER_LANES_TURN - 1);
        assertThat(polled.indexOf("second")).isEqualTo(2 * LOWER_LANES_TURN - 1);
        assertThat(polled.indexOf("third")).isEqualTo(3 * LOWER_LANES_TURN - 1);
    }

    @Test
    void aLowerLanesTurnCountsFromWhenItIsPassedOver() {
        addChanges(100);
        poll(50);
        queue.add(Lane.ROUTINE, "routine");
        assertThat(poll(LOWER_LANES_TURN).indexOf("routine")).isEqualTo(LOWER_LANES_TURN - 1);
    }

    private void addChanges(int count) {
        IntStream.range(0, count).forEach(i -> queue.add(Lane.CHANGE, "change " + i));
    }

    private List<String> poll(int count) {
        return IntStream.range(0, count).mapToObj(i -> queue.poll()).toList();
    }
}
