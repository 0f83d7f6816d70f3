package dev.hathora.operator.roomset;

import java.time.Instant;

/**
 * A room of the set. Its resource exists, even while it is being deleted.
 *
 * @param name the resource's name, unique in the set
 * @param templateHash the {@link TemplateHash} of the template it was made from; empty if unknown, which counts as old
 * @param createdAt when the resource was created
 * @param deleting whether the resource is being deleted
 * @param inUse whether it is annotated {@code hathora.dev/in-use: "true"}
 * @param deletionCost the value of its annotation {@code hathora.dev/deletion-cost}; 0 if there is none
 * @param standing the state of its room
 */
public record SetRoom(String name, String templateHash, Instant createdAt, boolean deleting, boolean inUse,
        int deletionCost, RoomStanding standing) {}
