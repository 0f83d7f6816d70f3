package dev.hathora.operator.benchmark;

import java.util.List;

import dev.hathora.operator.api.hathoraroom.Connection;
import dev.hathora.operator.api.hathoraroom.CurrentAllocation;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.api.hathoraroom.PastAllocation;
import dev.hathora.operator.api.hathoraroom.Phase;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What a competitor knows of a room that can be joined, written into status in as many words as the operator needs.
 *
 * @param readiness whether it can be joined after all
 */
record JoinableRoom(Room room, ReadyStatus readiness, @Nullable ExposedPort port) {
    HathoraRoomStatus status(HathoraRoom resource) {
        RoomAllocation on = room.currentAllocation();
        if (readiness != ReadyStatus.ACTIVE || port == null || on == null) {
            return new HathoraRoomStatus(resource.getMetadata().getGeneration(), Phase.SCHEDULING, room.roomId(),
                    room.appId(), null, List.of(), null, List.of(), 0, null, null, List.of());
        }
        Condition ready = new ConditionBuilder().withType("Ready").withStatus("True").withReason("Active")
                .withMessage("Room " + room.roomId() + " can be joined.")
                .withObservedGeneration(resource.getMetadata().getGeneration())
                .withLastTransitionTime(String.valueOf(on.scheduledAt())).build();
        return new HathoraRoomStatus(resource.getMetadata().getGeneration(), Phase.ACTIVE, room.roomId(), room.appId(),
                Connection.of(port.host(), port.port(), port.transportType(), port.name()), List.of(),
                new CurrentAllocation(on.roomAllocationId(), on.processId(), on.scheduledAt()),
                List.of(new PastAllocation(room.roomId(), on.roomAllocationId(), on.processId(), on.scheduledAt(),
                        null)),
                0, null, null, List.of(ready));
    }
}
