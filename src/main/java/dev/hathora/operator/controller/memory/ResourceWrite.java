package dev.hathora.operator.controller.memory;

/** The kinds of writes to a resource. */
public enum ResourceWrite {
    /** Stores the claim: annotations and finalizer, before the room is created. */
    CLAIM,

    /** Stores the status. */
    STATUS,

    /** Removes the finalizer, so that the resource can be deleted. */
    FINALIZER,

    /** Deletes a resource whose room has ended. */
    DELETION
}
