package dev.hathora.operator.settings;

/** The format of log lines. */
public enum LogFormat {
    /** For people. */
    TEXT,

    /** One JSON object a line, for machines. */
    JSON
}
