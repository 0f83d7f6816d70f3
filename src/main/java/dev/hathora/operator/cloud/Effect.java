package dev.hathora.operator.cloud;

/** Whether a call that failed took effect all the same. */
public enum Effect {
    /** Certainly not: refused, or never sent. */
    NOT_APPLIED,

    /** Certainly: the answer says success, but could not be read. */
    APPLIED,

    /** Can't be told: the answer was lost, or comes from something in between. It may even take effect later. */
    MAYBE_APPLIED
}
