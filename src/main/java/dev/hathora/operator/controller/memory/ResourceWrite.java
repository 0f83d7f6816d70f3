package dev.hathora.operator.controller.memory;

/** What the operator writes to a resource. */
public enum ResourceWrite {
    /** Annotations and finalizer, before a room is made. */
    CLAIM,

    /** The status. */
    STATUS,

    /** Takes the finalizer away, so that the resource can go. */
    FINALIZER,

    /** Asks for the deletion of the resource of a room that ended. */
    DELETION
}
