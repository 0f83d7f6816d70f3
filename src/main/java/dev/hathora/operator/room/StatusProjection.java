package dev.hathora.operator.room;

import java.util.List;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.Binding;
import dev.hathora.operator.api.hathoraroom.Connection;
import dev.hathora.operator.api.hathoraroom.CurrentAllocation;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.room.Plan.Rest;
import org.jspecify.annotations.Nullable;

/**
 * Computes status for a situation in which the operator rests. Pure function. The result equals the previous status
 * exactly if nothing relevant to users has changed. Status is written only if the two differ.
 */
public final class StatusProjection {
    /**
     * The new status.
     *
     * @param rest the rest that was planned; it determines the state of the room
     * @param told the rest that conditions report: the same, or a problem that is not with the room itself
     * @param binding the Secret with the connection details; null if there is none
     */
    public HathoraRoomStatus project(Situation s, Rest rest, Rest told, HathoraRoomStatus previous,
            @Nullable Long generation, @Nullable Binding binding) {
        Claim subject = s.subject();
        Observation observation = subject == null ? new Observation.Unknown() : s.told();
        Claim shown = isKnown(s, subject, observation) ? subject : null;
        // an id in status without a claim is from a room that was only observed before
        String before = subject == null || !s.claims().ownStatus() ? null : previous.roomId();
        String roomId = shown != null ? shown.roomId() : before;
        // keep what is known about this room until something newer is known
        boolean remember = isUnknown(observation) && subject != null
                && subject.roomId().equals(previous.roomId()) && !s.attempts().endedAddress();

        ConnectionInfo joinable = joinable(observation);
        Connection connection = joinable != null
                ? connection(joinable.exposedPort())
                : remember ? previous.connection() : null;
        List<Connection> additional = joinable != null
                ? joinable.additionalExposedPorts().stream().map(StatusProjection::connectionOf).toList()
                : remember ? previous.additionalPorts() : List.of();
        return new HathoraRoomStatus(generation, phase(s, rest, observation, previous), roomId,
                shown != null ? shown.appId() : before == null ? null : previous.appId(), connection, additional,
                allocation(observation, remember ? previous.currentAllocation() : null), s.historyNow().entries(),
                roomId == null ? 0 : s.ids().restartOf(roomId).orElse(0), binding,
                s.claims().bySet() && s.claims().current() != null ? s.ids().uidHash() : null,
                new Conditions(previous, generation, s.now(), Abandonment.note(s)).of(told,
                        readyAsObserved(s, observation)));
    }

    /** An unconfirmed 404 proves no more than a missing answer. */
    private static boolean isUnknown(Observation observation) {
        return observation instanceof Observation.Unknown || observation instanceof Observation.NotFound;
    }

    /** Whether the room is known to exist or to have existed. An id that is only claimed is not shown. */
    private static boolean isKnown(Situation s, @Nullable Claim subject, Observation observation) {
        return subject != null && switch (observation) {
            case Observation.Present p -> true;
            case Observation.Created c -> true;
            case Observation.Absent a -> s.ended() || s.claims().confirmed();
            case Observation.Unknown u -> s.claims().confirmed();
            case Observation.NotFound n -> s.claims().confirmed();
        };
    }

    private static Phase phase(Situation s, Rest rest, Observation observation, HathoraRoomStatus previous) {
        if (rest.reason().kind() == Reason.Kind.UNREACHABLE) {
            return Phase.UNKNOWN;
        }
        return switch (observation) {
            case Observation.Present p -> p.joinable()
                    ? Phase.ACTIVE
                    : p.suspended() ? Phase.SUSPENDED : Phase.SCHEDULING;
            case Observation.Created c -> joinable(c) != null ? Phase.ACTIVE : Phase.SCHEDULING;
            case Observation.Absent a -> absentPhase(s, rest);
            case Observation.Unknown u -> unknownPhase(s, rest, previous);
            case Observation.NotFound n -> unknownPhase(s, rest, previous);
        };
    }

    private static Phase absentPhase(Situation s, Rest rest) {
        return switch (rest.reason()) {
            case SUSPENDED -> Phase.SUSPENDED;
            case RESTARTING -> Phase.PENDING;
            case DELETING, ROOM_ENDED -> Phase.DESTROYED;
            default -> s.ended() ? Phase.DESTROYED : Phase.PENDING;
        };
    }

    private static Phase unknownPhase(Situation s, Rest rest, HathoraRoomStatus previous) {
        if (rest.reason() == Reason.SUSPENDED) {
            return Phase.SUSPENDED;
        }
        if (!s.claims().confirmed()) {
            return Phase.PENDING;
        }
        // the room exists but can't be read, for example because credentials are missing
        return rest.reason().kind() == Reason.Kind.STALLED
                ? Phase.UNKNOWN
                : Objects.requireNonNullElse(previous.phase(), Phase.PENDING);
    }

    private static boolean readyAsObserved(Situation s, Observation observation) {
        return observation instanceof Observation.Present present && switch (s.desired().state()) {
            case SUSPENDED -> present.suspended();
            case ACTIVE, UNRECOGNIZED -> present.joinable();
        };
    }

    private static @Nullable ConnectionInfo joinable(Observation observation) {
        return switch (observation) {
            case Observation.Present p -> p.joinable() ? p.connection() : null;
            case Observation.Created c -> c.connection().status() == ReadyStatus.ACTIVE
                    && c.connection().exposedPort() != null ? c.connection() : null;
            case Observation.Missing m -> null;
            case Observation.Unknown u -> null;
        };
    }

    private static @Nullable CurrentAllocation allocation(Observation observation,
            @Nullable CurrentAllocation remembered) {
        return switch (observation) {
            case Observation.Present p -> allocation(p.room().currentAllocation());
            case Observation.Created c -> null;
            case Observation.Absent a -> null;
            case Observation.Unknown u -> remembered;
            case Observation.NotFound n -> remembered;
        };
    }

    private static @Nullable CurrentAllocation allocation(@Nullable RoomAllocation allocation) {
        return allocation == null
                ? null
                : new CurrentAllocation(allocation.roomAllocationId(), allocation.processId(),
                        allocation.scheduledAt());
    }

    private static @Nullable Connection connection(@Nullable ExposedPort port) {
        return port == null ? null : connectionOf(port);
    }

    private static Connection connectionOf(ExposedPort port) {
        return Connection.of(port.host(), port.port(), port.transportType(), port.name());
    }
}
