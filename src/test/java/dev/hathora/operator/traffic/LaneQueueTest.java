package dev.hathora.operator.traffic;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static dev.hathora.operator.traffic.LaneQueue.LOWER_LANES_TURN;
import static org.assertj.core.api.Assertions.assertThat;

class LaneQueueTest {
    private final LaneQueue<String> queue = new LaneQueue<>();

    @Test
    void lanesGoInTheirOrderAndWithinOneFirstComeFirstServed() {
        add(Lane.ROUTINE, "routine 1");
        add(Lane.READINESS, "readiness 1");
        add(Lane.CHANGE, "change 1");
        add(Lane.ROUTINE, "routine 2");
        add(Lane.CHANGE, "change 2");

        assertThat(poll(5)).containsExactly("change 1", "change 2", "readiness 1", "routine 1", "routine 2");
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.poll(flow -> true)).isEmpty();
    }

    @Test
    void whoGaveUpIsForgotten() {
        add(Lane.CHANGE, "change");
        add(Lane.ROUTINE, "routine");
        assertThat(queue.remove(Lane.CHANGE, Admissions.ANY, "change")).isTrue();
        assertThat(queue.remove(Lane.CHANGE, Admissions.ANY, "change")).as("again").isFalse();
        assertThat(queue.size(Lane.CHANGE)).isZero();
        assertThat(queue.size(Lane.ROUTINE)).isEqualTo(1);
        assertThat(poll(1)).containsExactly("routine");
    }

    @Test
    void drainingLeavesNobody() {
        add(Lane.ROUTINE, "routine");
        add(Lane.CHANGE, "change");
        assertThat(queue.drain()).containsExactly("change", "routine");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void every20thGoesToWhoWaitsLongestInALowerLane() {
        add(Lane.ROUTINE, "first");
        add(Lane.READINESS, "second");
        add(Lane.ROUTINE, "third");
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
        add(Lane.ROUTINE, "routine");
        assertThat(poll(LOWER_LANES_TURN).indexOf("routine")).isEqualTo(LOWER_LANES_TURN - 1);
    }

    private void add(Lane lane, String waiting) {
        queue.add(lane, Admissions.ANY, waiting);
    }

    private void addChanges(int count) {
        IntStream.range(0, count).forEach(i -> add(Lane.CHANGE, "change " + i));
    }

    private List<String> poll(int count) {
        return IntStream.range(0, count).mapToObj(i -> queue.poll(flow -> true).orElseThrow()).toList();
    }
}
