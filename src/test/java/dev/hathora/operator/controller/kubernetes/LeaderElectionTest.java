package dev.hathora.operator.controller.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who takes a lease, and when: by what a replica itself has seen change, and by its own monotonic clock. */
class LeaderElectionTest {
    private static final Instant NOW = Instant.parse("2026-05-05T12:00:00Z");
    private static final LeaderElection ELECTION = new LeaderElection("us", Duration.ofSeconds(15));

    /**
     * Each row is what one replica saw in a lease, as {@code second:state second:state …}, and whether it takes the lease
     * when it looks for the last time. A state is {@code HOLDER/RENEWAL}, where RENEWAL only has to differ to be a change;
     * {@code none} is no lease, {@code empty} one that says nothing, {@code free} a released one.
     */
    @ParameterizedTest(name = "{0}: {1}, {2}")
    @CsvSource(delimiter = '|', value = {
        "0:none                     | takes  | nobody ever held it",
        "0:empty                    | takes  | the chart has made it, nobody ever held it",
        "0:free                     | takes  | its holder gave it back",
        "0:a/1                      | waits  | how old the renewal is can't be told: it was just seen",
        "0:a/1 14.999:a/1           | waits  | one that still has a millisecond",
        "0:a/1 15:a/1               | takes  | nothing changed for its duration",
        "0:a/1 14:a/2 16:a/2        | waits  | it was renewed",
        "0:a/1 14:a/2 28:a/2        | waits  | 14 s after the renewal was seen",
        "0:a/1 14:a/2 29:a/2        | takes  | 15 s after the renewal was seen",
        "0:a/1 14:a/0 28:a/0        | waits  | its clock was put back: a change all the same",
        "0:a/1 2:free               | takes  | given back",
        "0:a/1 2:free 3:b/1         | waits  | somebody else was faster",
        "0:a/1 10:b/1 16:b/1        | waits  | the 15 s begin anew with another holder",
        "0:a/1 10:none              | waits  | deleted, but its holder goes on until it notices",
        "0:a/1 15:none              | takes  | deleted, and its holder would have stopped by now",
        "0:a/1 10:empty             | waits  | emptied, by helm upgrade --force for one",
        "0:a/1 15:empty             | takes  | emptied, and its holder would have stopped by now",
        "0:a/1 10:none 11:a/2       | waits  | its holder made it anew",
        "0:us/1                     | renews | ours",
        "0:us/1 100:us/1            | renews | ours, however late: only we may say that we have lost it",
        "0:us/1 2:none              | renews | ours, deleted under our hands",
        "0:us/1 2:b/1               | waits  | it went to another",
    })
    void takesIt(String history, String outcome, String why) {
        LeaseSighting seen = LeaseSighting.NONE;
        long at = 0;
        for (String look : history.split(" ", -1)) {
            String[] parts = look.split(":", 2);
            at = Math.round(Double.parseDouble(parts[0]) * 1e9);
            seen = seen.and(state(parts[1]), at);
        }

        Optional<LeaseState> next = ELECTION.next(seen, at, NOW);

        assertThat(next.map(LeaseState::holder)).as(why)
                .isEqualTo(outcome.equals("waits") ? Optional.empty() : Optional.of("us"));
        int transitions = seen.held() == null ? 0 : seen.held().transitions();
        next.ifPresent(state -> {
            assertThat(state.renewed()).isEqualTo(NOW);
            if (outcome.equals("renews")) {
                assertThat(state.transitions()).isEqualTo(transitions);
                assertThat(state.acquired()).isEqualTo(Instant.EPOCH);
            } else {
                assertThat(state.acquired()).isEqualTo(NOW);
            }
        });
    }

    private static @Nullable LeaseState state(String text) {
        if (text.equals("none")) {
            return LeaseState.of(null);
        }
        if (text.equals("empty")) {
            return LeaseState.of(new LeaseBuilder().withNewMetadata().withName("lease").endMetadata().build());
        }
        return text.equals("free") ? held("any/0").releasedAt(NOW) : held(text);
    }

    private static LeaseState held(String text) {
        String[] parts = text.split("/", 2);
        return new LeaseState(parts[0], Duration.ofSeconds(15), Instant.EPOCH,
                Instant.ofEpochSecond(Long.parseLong(parts[1])), 3);
    }

    @ParameterizedTest(name = "after {0}: {1} transitions")
    @CsvSource({"none, 0", "empty, 0", "free, 4", "a/1, 4", "us/1, 3"})
    void countsTransitions(String before, int transitions) {
        LeaseSighting seen = LeaseSighting.NONE.and(state(before), 0);

        assertThat(ELECTION.next(seen, Duration.ofSeconds(15).toNanos(), NOW)).hasValueSatisfying(
                next -> assertThat(next.transitions()).isEqualTo(transitions));
    }

    @Test
    void goesByTheDurationThatTheHolderWrote() {
        LeaseState shorter = new LeaseState("a", Duration.ofSeconds(5), NOW, NOW, 0);
        LeaseSighting seen = LeaseSighting.NONE.and(shorter, 0);

        assertThat(ELECTION.next(seen, Duration.ofMillis(4_999).toNanos(), NOW)).isEmpty();
        assertThat(ELECTION.next(seen, Duration.ofSeconds(5).toNanos(), NOW)).isPresent();
    }

    @Test
    void goesByItsOwnDurationWhereTheHolderWroteNone() {
        LeaseSpec spec = new LeaseSpec();
        spec.setHolderIdentity("a");
        LeaseSighting seen = LeaseSighting.NONE.and(LeaseState.of(new LeaseBuilder().withSpec(spec).build()), 0);

        assertThat(ELECTION.next(seen, Duration.ofMillis(14_999).toNanos(), NOW)).isEmpty();
        assertThat(ELECTION.next(seen, Duration.ofSeconds(15).toNanos(), NOW)).isPresent();
    }

    @Test
    void aRenewalIsAChangeThoughTheClockStandsStill() {
        LeaseState first = ELECTION.next(LeaseSighting.NONE, 0, NOW).orElseThrow();

        LeaseState second = ELECTION.next(LeaseSighting.NONE.and(first, 0), 1, NOW).orElseThrow();

        assertThat(second).isNotEqualTo(first);
        assertThat(second.acquired()).isEqualTo(first.acquired());
    }

    @Test
    void whatIsStoredComesBackAsItWas() {
        LeaseState state = ELECTION.next(LeaseSighting.NONE, 0, NOW.plusNanos(123_456_789)).orElseThrow();
        LeaseName name = new LeaseName("hathora", "operator");

        var lease = state.writtenOver(new LeaseBuilder().withNewMetadata().withName("operator")
                .addToLabels("app.kubernetes.io/managed-by", "Helm").endMetadata().build(), name);

        assertThat(LeaseState.of(lease)).isEqualTo(state);
        assertThat(lease.getMetadata().getLabels()).containsKey("app.kubernetes.io/managed-by");
        assertThat(lease.getSpec().getLeaseDurationSeconds()).isEqualTo(15);
    }
}
