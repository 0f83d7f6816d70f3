package dev.hathora.operator.benchmark.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many rooms, four on a process: how much memory they take, how much CPU at rest, and how long a restart takes. */
final class ManyRooms {
    private static final int ROOMS_PER_PROCESS = 4;
    /** Caches, pools and compilers come to rest, too. */
    private static final Duration SETTLING = Duration.ofSeconds(20);
    private static final Duration REST = Duration.ofSeconds(30);

    private final Choices choices;
    private final Results results;
    private final Postgres postgres;

    ManyRooms(Choices choices, Results results, Postgres postgres) {
        this.choices = choices;
        this.results = results;
        this.postgres = postgres;
    }

    void measure() throws Exception {
        int processes = Math.max(Choices.CLIENTS, choices.rooms() / ROOMS_PER_PROCESS);
        try (WarmHost host = WarmHost.start(choices, postgres, processes, ROOMS_PER_PROCESS)) {
            List<String> rooms = host.createRooms(choices.rooms());
            List<String> answers = askAll(host, rooms);
            for (int i = 0; i < choices.runs(); i++) {
                rest(host);
            }
            results.add("many rooms: live heap after a collection, MiB",
                    host.jvm().jvm().liveHeap() / (1024.0 * 1024));
            for (int i = 0; i < choices.runs(); i++) {
                restart(host, rooms, answers);
            }
            // Whoever runs out of memory ends.
            results.add(Figure.HEAP, host.jvm().jvm().isAlive() ? 0 : 1);
        }
    }

    private static List<String> askAll(WarmHost host, List<String> rooms) throws Exception {
        List<String> answers = new ArrayList<>();
        try (Caller caller = new Caller(host.uri())) {
            for (String room : rooms) {
                answers.add(caller.call(WarmHost.where(room)).require(200).body());
            }
        }
        return answers;
    }

    private void rest(WarmHost host) throws InterruptedException {
        Duration rest = choices.complete() ? choices.time() : REST;
        Thread.sleep(choices.complete() ? choices.time() : SETTLING);
        Duration before = host.jvm().jvm().cpu();
        long start = System.nanoTime();
        Thread.sleep(rest);
        double seconds = (System.nanoTime() - start) / 1e9;
        results.add(Figure.REST, 100 * host.jvm().jvm().cpu().minus(before).toNanos() / 1e9 / seconds);
    }

    /** From the start of its JVM until it says of a room what it said before. */
    private void restart(WarmHost host, List<String> rooms, List<String> answers) throws Exception {
        host.jvm().close();
        long start = System.nanoTime();
        host.restart();
        try (Caller caller = new Caller(host.uri())) {
            String answer = caller.call(WarmHost.where(rooms.getLast())).require(200).body();
            if (!answer.equals(answers.getLast())) {
                throw new IllegalStateException("after a restart it says " + answer);
            }
        }
        results.add(Figure.RESTART, (System.nanoTime() - start) / 1e9);
        if (!askAll(host, rooms).equals(answers)) {
            throw new IllegalStateException("after a restart it says something else of a room");
        }
    }
}
