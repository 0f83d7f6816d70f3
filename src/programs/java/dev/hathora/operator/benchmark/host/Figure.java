package dev.hathora.operator.benchmark.host;

/** What is to be reached. */
enum Figure {
    CREATE_RATE("createRoom on warm processes, 64 clients, PostgreSQL: rooms/s / transactions/s of the bare loop", "×", true, 0.5),
    CREATE_P99("the same, p99 / the loop's p99", "×", false, 3),
    CONNECT_RATE("getConnectionInfo, 64 clients: requests/s / those of a constant answer of the same size", "×", true, 0.6),
    ADDRESS("createRoom on a warm process until its address is answered, median / createRoom's", "×", false, 1.5),
    COLD("cold: createRoom until the game answers at its address, less its own boot time, median", "ms", false, 50),
    HEAP("many rooms on simulated processes, a heap of 256 MiB: OutOfMemoryErrors", "", false, 0),
    REST("the same: CPU at rest, of one core", "%", false, 2),
    RESTART("the same: restart until a room is answered correctly", "s", false, 5),
    FOLLOWER_WARM("two hosts: createRoom on a warm process through the follower / through the leader, median", "×", false, 1.2),
    FOLLOWER_NEW("two hosts: createRoom on a new process until it runs, through the follower / through the leader, median", "×", false, 1.2),
    POD_COLD("Pods: createRoom without a warm process until the game answers / a bare Pod until its port answers, median", "×", false, 1.15),
    POD_WARM("Pods: createRoom with a warm process until the game answers, median", "ms", false, 50),
    POD_BURST("Pods: rooms at once, 4 per process, until all answer / as many bare Pods at once until all answer", "×", false, 1.2),
    POD_WRITES("Pods: write requests for Pods, per process", "", false, 2),
    ROOM_WRITES("Pods: write requests for Pods, per room on a process that runs", "", false, 0);

    private final String text;
    private final String unit;
    private final boolean atLeast;
    private final double limit;

    Figure(String text, String unit, boolean atLeast, double limit) {
        this.text = text;
        this.unit = unit;
        this.atLeast = atLeast;
        this.limit = limit;
    }

    String text() {
        return text;
    }

    String unit() {
        return unit;
    }

    String reach() {
        return (atLeast ? "at least " : "at most ") + Results.number(limit) + " " + unit;
    }

    boolean isMet(double value) {
        return atLeast ? value >= limit : value <= limit;
    }
}
