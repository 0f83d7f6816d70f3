package dev.hathora.operator.host.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.ProcessState;
import dev.hathora.operator.host.store.Locations.RoomKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Execution(ExecutionMode.CONCURRENT)
class LocationsTest {
    private static final RoomKey ROOM = new RoomKey("app-1", "r1");
    private static final GameProcess PROCESS = process(ProcessState.RUNNING);

    private final AtomicLong term = new AtomicLong(1);
    private final Locations locations = new Locations(term::get);

    private static GameProcess process(ProcessState state) {
        return new GameProcess("p1", "runtime-1", "app-1", "dep-1", "Tokyo", state, 1, 1, List.of(), null,
                new GameProcess.Times(Instant.EPOCH, null, null, null, null, null), null, null);
    }

    /** Reads, and lets something happen between reading and hearing of it. */
    private void look(GameProcess read, Runnable meanwhile) {
        locations.look(ROOM, () -> {
            meanwhile.run();
            return Optional.of(read);
        }, found -> found);
    }

    private void look() {
        look(PROCESS, () -> {
            // Nothing happens.
        });
    }

    private void know() {
        look();
        // Of its process it is known only now that it is to be listened for.
        look();
        assertThat(locations.find(ROOM)).isPresent();
    }

    @Test
    void whatWasReadIsKnown() {
        assertThat(locations.find(ROOM)).isEmpty();
        know();
        assertThat(locations.find(ROOM)).hasValueSatisfying(
                address -> assertThat(address.processId()).isEqualTo("p1"));
        assertThat(locations.find(new RoomKey("app-2", "r1"))).as("another one's").isEmpty();
    }

    @Test
    void whatHasChangedIsNotKnownAnyMore() {
        know();
        locations.forget(ROOM);
        assertThat(locations.find(ROOM)).as("the room moved").isEmpty();

        know();
        locations.forgetProcess("p1");
        assertThat(locations.find(ROOM)).as("the process changed").isEmpty();
    }

    @Test
    void whatChangesWhileItIsReadIsNotKept() {
        look(PROCESS, () -> locations.forget(ROOM));
        look();
        assertThat(locations.find(ROOM)).as("only one of two was kept").isEmpty();

        look(process(ProcessState.STARTING), () -> locations.forgetProcess("p1"));
        assertThat(locations.find(ROOM)).as("its process came up meanwhile").isEmpty();
        look();
        assertThat(locations.find(ROOM)).hasValueSatisfying(
                address -> assertThat(address.state()).isEqualTo(ProcessState.RUNNING));
    }

    @Test
    void ofTwoReadersTheOneThatIsOvertakenKeepsNothing() {
        look();
        look(process(ProcessState.STARTING), () -> {
            locations.forgetProcess("p1");
            look();
        });
        assertThat(locations.find(ROOM)).hasValueSatisfying(
                address -> assertThat(address.state()).isEqualTo(ProcessState.RUNNING));
    }

    @Test
    void whatIsNotFoundLeavesNothingBehind() {
        assertThat(locations.look(ROOM, Optional::<GameProcess>empty, found -> found)).isEmpty();
        assertThatThrownBy(() -> locations.look(ROOM, () -> {
            throw new DatabaseUnavailableException("away", new IllegalStateException());
        }, (GameProcess found) -> found)).isInstanceOf(DatabaseUnavailableException.class);
        know();
    }

    @Test
    void whileAnotherMayChangeTheRecordsNothingIsKnown() {
        know();
        term.set(0);
        assertThat(locations.find(ROOM)).as("not while it does not lead").isEmpty();
        look();
        term.set(2);
        assertThat(locations.find(ROOM)).as("nor what it knew before").isEmpty();
        know();
    }

    @Test
    void whereNobodyKnowsWhetherSomethingWasChangedNothingIsKnown() {
        know();
        locations.doubt();
        look();
        look();
        assertThat(locations.find(ROOM)).isEmpty();
    }
}
