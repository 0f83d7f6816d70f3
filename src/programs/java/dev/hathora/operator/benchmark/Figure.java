package dev.hathora.operator.benchmark;

import java.util.Locale;

/** What is measured. */
enum Figure implements Measure {
    START("start: until the first createRoom", "s"),
    READY_PER_SECOND("burst: rooms ready", "/s"),
    BURST("burst: all ready", "s"),
    BURST_BUSY("burst: processors busy", "%"),
    BURST_API_SERVER("burst: processors busy with the API server, without etcd", "%"),
    BURST_OWN("burst: processors busy with the contestant", "%"),
    CHANGES_TO_READY("burst: changes of the resource", "/room"),
    CALLS_AT_REST("at rest: Hathora calls", "/process and interval"),
    WRITES_AT_REST("at rest: write requests", "/room and interval"),
    CPU_AT_REST("at rest: CPU", "µs/room and s"),
    LIVE_HEAP("live heap after a collection", "MiB"),
    RESIDENT("resident memory at rest", "MiB"),
    RESIDENT_MOST("resident memory until then, the most", "MiB"),
    DIED("heap of " + Contestant.HEAP + ": unexpected ends and OutOfMemoryErrors", ""),
    RESTART("restart: until all are observed", "s"),
    WRITES_ON_RESTART("restart: write requests", ""),
    MUTATIONS_ON_RESTART("restart: mutating calls", ""),
    CONFIG_CHANGE("configuration of all changed", "s"),
    SUSPENSION("all suspended", "s"),
    RESUMPTION("all resumed", "s"),
    DELETION("all deleted", "s"),
    TIME_TO_READY("quiet, up at once: time to ready, median", "ms"),
    TIME_TO_READY_SLOWEST("quiet, up at once: slowest", "ms"),
    BOOT_1S("quiet, boots for 1 s: time to ready, median", "ms"),
    BOOT_1S_SLOWEST("quiet, boots for 1 s: slowest", "ms"),
    BOOT_2500MS("quiet, boots for 2.5 s: time to ready, median", "ms"),
    BOOT_2500MS_SLOWEST("quiet, boots for 2.5 s: slowest", "ms"),
    QUIET_SAMPLES("quiet: samples", ""),
    NEW_ROOM("new among idle, 50 calls/s: time to ready, median", "ms"),
    NEW_ROOM_P99("new among idle, 50 calls/s: p99", "ms"),
    NEW_ROOM_SLOWEST("new among idle, 50 calls/s: slowest", "ms"),
    NEW_ROOM_SAMPLES("new among idle, 50 calls/s: samples", ""),
    LIMITED_CALLS("new among idle, 50 calls/s: calls", "/s"),
    LIMITED_PER_SECOND("burst, 50 calls/s: rooms ready", "/s"),
    LIMITED_FIRST("burst, 50 calls/s: first ready", "s"),
    LIMITED_MEDIAN("burst, 50 calls/s: time to ready of those that are, median", "s"),
    LIMITED_THROTTLED("burst, 50 calls/s: calls answered with 429", ""),
    LIMITED_WRITES("burst, 50 calls/s: write requests for the resource", "/room"),
    LIMITED_STUCK("burst, 50 calls/s: rooms left that don't become ready", ""),
    SET_PER_SECOND("rooms of a set, from 0: ready", "/s"),
    SET_RATIO("rooms of a set, from 0: ready per second, against as many manifests in turn", "x"),
    SET_WRITES("rooms of a set, from 0: changes of the resource, with its creation", "/room"),
    SET_WRITES_AT_REST("rooms of a set, at rest: changes of rooms and set in two intervals", ""),
    SET_PLAN("a plan for a set of 1,000 rooms, all of which are looked at: median", "ms");

    private final String title;
    private final String unit;

    Figure(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    @Override
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String unit() {
        return unit;
    }

    /** A number with three digits that count. */
    static String text(double value) {
        int decimals = value == Math.rint(value) || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
