package dev.hathora.operator.benchmark;

/** What a number says. */
sealed interface Measure permits Figure, PerRoom {
    /** For programs. */
    String key();

    /** For people. */
    String title();

    /** Empty for a plain number. */
    String unit();
}
