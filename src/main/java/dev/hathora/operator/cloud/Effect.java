package dev.hathora.operator.cloud;

/** Whether a failed call took effect nevertheless. */
public enum Effect {
    /** No: it was rejected or never sent. */
    NOT_APPLIED,

    /** Yes: the answer reports success, but could not be read. */
    APPLIED,

    /** Unknown: the answer was lost, or came from an intermediary. The call may even take effect later. */
    MAYBE_APPLIED
}
