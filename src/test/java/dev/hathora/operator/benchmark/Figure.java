package dev.hathora.operator.benchmark;

import java.util.Locale;

/** What is measured. */
enum Figure {
    READY_PER_SECOND("burst: rooms ready", "/s"),
    BURST("burst: all ready", "s"),
    BURST_CPU("burst: CPU", "ms/room"),
    WRITES_TO_READY("burst: writes of the resource", "/room"),
    EVENTS_TO_READY("burst: Events written", "/room"),
    CALLS_TO_READY("burst: Hathora calls", "/room"),
    CALLS_AT_REST("at rest: Hathora calls", "/process and interval"),
    WRITES_AT_REST("at rest: writes", ""),
    CPU_AT_REST("at rest: CPU", "µs/room and s"),
    LIVE_HEAP("live heap", "MiB"),
    RESTART("restart: until all are observed", "s"),
    WRITES_ON_RESTART("restart: writes", ""),
    MUTATIONS_ON_RESTART("restart: mutating calls", ""),
    CONFIG_CHANGE("configuration of all changed", "s"),
    DELETION("all deleted", "s"),
    TIME_TO_READY("quiet: time to ready, median", "ms"),
    TIME_TO_READY_P99("quiet: time to ready, p99", "ms"),
    NEW_ROOM("new among idle, 50 calls/s: median", "ms"),
    NEW_ROOM_P99("new among idle, 50 calls/s: p99", "ms"),
    LIMITED_CALLS("new among idle, 50 calls/s: calls", "/s");

    private final String title;
    private final String unit;

    Figure(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }

    /** A number with three digits that count. */
    static String text(double value) {
        int decimals = value == Math.rint(value) || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
