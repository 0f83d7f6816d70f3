package dev.hathora.operator.controller.kubernetes;

import java.util.Optional;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.room.StoredClaim;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Asks Kubernetes whose a room is that no resource of ours accounts for: another operator may look after it. */
public final class RoomOwners {
    private final ResourceLookUp resources;

    public RoomOwners(ResourceLookUp resources) {
        this.resources = resources;
    }

    /** Who accounts for a room. */
    public enum Owner {
        /** A resource that another operator looks after. */
        RESOURCE,

        /** Nobody: the resource that the id was derived for has another room. */
        NOBODY,

        /**
         * Can't be told: the id says nothing about a resource, or that one may not be read, or it is not in this cluster. In
         * another one there may be one of the same namespace and name.
         */
        UNKNOWN
    }

    /** Who accounts for the room of this id. May take a while. */
    public Owner owner(String roomId) {
        Optional<RoomIds.Owner> named = RoomIds.ownerOf(roomId);
        if (named.isEmpty()) {
            return Owner.UNKNOWN;
        }
        try {
            HathoraRoom room = resources.find(named.get().namespace(), named.get().name()).orElse(null);
            if (room == null) {
                return Owner.UNKNOWN;
            }
            if (roomId.equals(StoredClaim.of(room).roomId())) {
                return Owner.RESOURCE;
            }
            return RoomIds.of(room).isOwn(roomId) ? Owner.NOBODY : Owner.UNKNOWN;
        } catch (KubernetesClientException e) {
            return Owner.UNKNOWN;
        }
    }
}
