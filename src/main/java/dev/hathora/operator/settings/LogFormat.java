package dev.hathora.operator.settings;

/** How log lines are written. */
public enum LogFormat {
    /** For people. */
    TEXT,

    /** One JSON object a line, for machines. */
    JSON
}
