package dev.hathora.operator.controller.kubernetes;

import java.util.Optional;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.room.RoomIds;
import dev.hathora.operator.room.StoredClaim;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Finds out in Kubernetes which resource a room belongs to that no resource of this operator accounts for. Another
 * operator may manage it. Thread-safe.
 */
public final class RoomOwners {
    private final ResourceLookUp resources;

    /** @param resources reads resources by name */
    public RoomOwners(ResourceLookUp resources) {
        this.resources = resources;
    }

    /** What accounts for a room. */
    public enum Owner {
        /** A resource, which another operator manages. */
        RESOURCE,

        /** Nothing: the resource that the room id was derived from has another room. */
        NOBODY,

        /**
         * Not known: the id was not derived from a resource, or that resource can't be read or is not in this cluster.
         * Another cluster may have a resource with the same namespace and name.
         */
        UNKNOWN
    }

    /**
     * Finds out what accounts for the room with this id. May make a request to the API server; if it fails, nothing is
     * known.
     */
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
