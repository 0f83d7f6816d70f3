package dev.hathora.operator;

/** How log lines are written. */
public enum LogFormat {
    /** For people. */
    TEXT,

    /** One JSON object a line, for machines. */
    JSON
}
