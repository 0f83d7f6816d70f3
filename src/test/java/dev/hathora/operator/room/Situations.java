package dev.hathora.operator.room;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.RoomStatus;
import dev.hathora.operator.room.Attempts.Create;

import static dev.hathora.operator.room.Given.PLACED;
import static dev.hathora.operator.room.Given.SECOND;

/** The complete product of desired state, claims, observations, attempts, and states of the resource. */
final class Situations {
    private static final List<String> STATE = List.of("state: Active", "state: Suspended");
    private static final List<String> CONFIG = List.of("# no configuration", "roomConfig: wanted");
    private static final List<String> IDENTITY_AND_RESTART = List.of(
            "restartPolicy: Always",
            "restartPolicy: Never",
            "restartPolicy: Never\nttlSecondsAfterFinished: 60",
            "roomId: finals",
            "roomId: finals\nttlSecondsAfterFinished: 60",
            "roomId: finals\nadoptionPolicy: IfExists",
            "restartPolicy: Always\nttlSecondsAfterFinished: 60");
    private static final List<String> MANAGEMENT = List.of("paused: false", "paused: true",
            "managementPolicy: ObserveOnly");
    private static final List<String> DELETION = List.of("deletionPolicy: Destroy", "deletionPolicy: Suspend",
            "deletionPolicy: Retain");

    private static final List<UnaryOperator<Given>> CLAIM = List.of(
            g -> g,
            Given::claimed,
            g -> g.claimed().notStored(),
            Given::confirmed,
            g -> g.confirmed().notStored(),
            g -> g.confirmed().next(SECOND),
            g -> g.claimed().unsettled(),
            g -> g.confirmed().unsettled().outranked("arena/holder"),
            g -> g.claimed().unsettled().contested("arena/holder"),
            Given::inherited,
            g -> g.takenOver().alone(),
            Given::alone,
            g -> g.claimed(SECOND).ran(Given.FIRST.roomId(), 60, 30),
            g -> g.claimed(SECOND).ran(Given.FIRST.roomId(), 60, 30).predecessorMissing(1),
            g -> g.claimed(SECOND).ran(Given.FIRST.roomId(), 60, 30).predecessorGone(),
            g -> g.confirmed(SECOND).ran(Given.FIRST.roomId(), 60, 30),
            g -> g.confirmed().missing(5, 5));

    private static final List<UnaryOperator<Given>> OBSERVED = List.of(
            g -> g,
            g -> g.created(ReadyStatus.STARTING),
            g -> g.created(ReadyStatus.ACTIVE),
            g -> g.present(RoomStatus.SCHEDULING),
            g -> g.present(RoomStatus.ACTIVE),
            Given::joinable,
            g -> g.configured("wanted").joinable(),
            g -> g.present(RoomStatus.SUSPENDED),
            g -> g.present(RoomStatus.SUSPENDED).lookedBefore(),
            g -> g.configured("wanted").present(RoomStatus.SUSPENDED),
            g -> g.present(RoomStatus.UNRECOGNIZED),
            g -> g.present(RoomStatus.UNRECOGNIZED, PLACED, null),
            g -> g.present(RoomStatus.DESTROYED),
            g -> g.absent(0),
            g -> g.notFound(0, 0),
            g -> g.notFound(1, 1),
            g -> g.notFound(0, 5),
            g -> g.notFound(0, 70),
            g -> g.notFound(0, 0, 0),
            g -> g.notFound(1, 5, 0),
            g -> g.notFound(1, 5, 3),
            g -> g.notFound(100, 160),
            g -> g.absent(0, 0),
            g -> g.absent(0, 5),
            g -> g.absent(0, 5, 3),
            g -> g.absent(100),
            g -> g.absent(100, 105),
            g -> g.absent(0, 310),
            g -> g.absent(0, 310, 300),
            g -> g.destroyed(0),
            g -> g.destroyed(100));

    private static final List<UnaryOperator<Given>> SENT = List.of(
            g -> g,
            g -> g.create(Create.UNCLEAR, 5),
            g -> g.create(Create.UNCLEAR, 31),
            g -> g.create(Create.ACCEPTED, 5),
            g -> g.create(Create.ACCEPTED, 31),
            g -> g.create(Create.REFUSED, 5),
            g -> g.create(Create.REFUSED, 31),
            g -> g.create(Create.TAKEN, 5),
            g -> g.create(Create.TAKEN, 31).seen(),
            g -> g.create(Create.UNCLEAR, 5).destroySent(1),
            g -> g.create(Create.UNCLEAR, 31).destroySent(1),
            g -> g.create(Create.REFUSED, 31).destroySent(1),
            g -> g.create(Create.REFUSED, 140).destroyMissed(101),
            Given::seen,
            g -> g.seen().destroySent(1),
            g -> g.destroySent(1),
            g -> g.destroyMissed(1),
            g -> g.destroyMissed(11),
            g -> g.mayWake(5),
            g -> g.mayWake(31));

    private static final List<UnaryOperator<Given>> LIVING = List.of(g -> g, g -> g.heldBy("arena/older"));
    private static final List<UnaryOperator<Given>> DYING = List.of(
            Given::deleting,
            g -> g.deleting().heldBy("arena/older"),
            g -> g.deleting().abandon(Given.FIRST.roomId()),
            g -> g.deleting().abandon(Given.FINALS.roomId()));

    private Situations() {}

    /**
     * Every situation. Some can't occur, but have a plan nevertheless.
     *
     * @param every 1 for all of them; 11 for each 11th, which has every pair of the parts, because no part has a
     *            multiple of 11 values
     */
    static Stream<Situation> all(int every) {
        AtomicLong turns = new AtomicLong();
        BooleanSupplier chosen = () -> turns.getAndIncrement() % every == 0;
        return Stream.concat(product("deletionPolicy: Destroy", LIVING, chosen),
                DELETION.stream().flatMap(deletion -> product(deletion, DYING, chosen)));
    }

    private static Stream<Situation> product(String deletion, List<UnaryOperator<Given>> events,
            BooleanSupplier chosen) {
        return specs(deletion).flatMap(desired -> CLAIM.stream()
                .flatMap(claim -> SENT.stream()
                        .flatMap(sent -> OBSERVED.stream()
                                .flatMap(observed -> events.stream().filter(event -> chosen.getAsBoolean())
                                        .map(event -> claim.andThen(sent).andThen(observed).andThen(event)
                                                .apply(Given.given(desired)).situation())))));
    }

    private static Stream<DesiredRoom> specs(String deletion) {
        return STATE.stream().flatMap(state -> CONFIG.stream().flatMap(config -> IDENTITY_AND_RESTART.stream()
                .flatMap(identity -> MANAGEMENT.stream()
                        .map(management -> Specs.desired(state, config, identity, management, deletion)))));
    }
}
