package dev.hathora.operator.benchmark;

import java.util.Locale;

/**
 * The work that a transition of one room takes.
 *
 * @param detail which of those that are counted, such as a verb and a resource; empty: all of them
 */
record PerRoom(Transition transition, Count count, String detail) implements Measure {
    /** What is counted. */
    enum Count {
        ROOM_WRITES("writes of rooms", ""),
        KUBERNETES("Kubernetes requests", ""),
        HATHORA("Hathora calls", ""),
        RECONCILES("reconciles", ""),
        CPU("CPU", "ms"),
        API_SERVER_CPU("CPU of the API server", "ms"),
        ALLOCATED("allocated", "KiB"),
        READ("read", "KiB"),
        WRITTEN("written", "KiB");

        private final String title;
        private final String unit;

        Count(String title, String unit) {
            this.title = title;
            this.unit = unit;
        }

        /** As the head of a column. */
        @Override
        public String toString() {
            return unit.isEmpty() ? title : title + ", " + unit;
        }
    }

    PerRoom(Transition transition, Count count) {
        this(transition, count, "");
    }

    @Override
    public String key() {
        String key = "%s_%s".formatted(transition, count.name().toLowerCase(Locale.ROOT));
        return detail.isEmpty() ? key : key + " " + detail;
    }

    @Override
    public String title() {
        return "%s: %s".formatted(transition, detail.isEmpty() ? count.title : count.title + ", " + detail);
    }

    @Override
    public String unit() {
        return count.unit + "/room";
    }
}
