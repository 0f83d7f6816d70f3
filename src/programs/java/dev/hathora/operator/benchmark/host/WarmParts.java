package dev.hathora.operator.benchmark.host;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.benchmark.Samples;
import dev.hathora.operator.benchmark.host.Choices.Part;

/** What is measured with processes that wait for rooms. */
final class WarmParts implements AutoCloseable {
    private static final int PROCESSES = 512;
    private static final int ROOMS_PER_PROCESS = 1000;
    /** Rooms that are asked for. */
    private static final int ROOMS = 1000;
    private static final int PAIRS = 300;

    private final Choices choices;
    private final Results results;
    private final Postgres postgres;
    private final WarmHost host;

    WarmParts(Choices choices, Results results, Postgres postgres) throws Exception {
        this.choices = choices;
        this.results = results;
        this.postgres = postgres;
        this.host = WarmHost.start(choices, postgres, PROCESSES, ROOMS_PER_PROCESS);
    }

    void measure(Part part) throws Exception {
        switch (part) {
            case CREATE -> create();
            case CONNECT -> connect();
            case ADDRESS -> address();
            case COLD, REST, HTTP, SEVERAL, PODS, BURST ->
                throw new IllegalArgumentException("not with warm processes: " + part);
        }
    }

    private Load.Result load(Duration time, java.net.URI uri, int expected, Supplier<byte[]> requests)
            throws Exception {
        return Load.run(Choices.CLIENTS, time,
                number -> new Load.Requests(new Caller(uri), requests, expected));
    }

    private void create() throws Exception {
        String copy = host.copyRecords();
        byte[] request = WarmHost.create();
        try (BareLoop loop = new BareLoop(postgres, copy)) {
            load(choices.time(), host.uri(), 201, () -> request);
            Load.run(Choices.CLIENTS, choices.time(), loop::client);
            for (int i = 0; i < choices.runs(); i++) {
                Load.Result ours = load(choices.time(), host.uri(), 201, () -> request);
                Load.Result bare = Load.run(Choices.CLIENTS, choices.time(), loop::client);
                results.add("createRoom, rooms/s", ours.perSecond());
                results.add("bare loop, transactions/s", bare.perSecond());
                results.add("createRoom, median, ms", ours.millis().median());
                results.add("bare loop, median, ms", bare.millis().median());
                results.add("createRoom, p99, ms", ours.millis().quantile(0.99));
                results.add("bare loop, p99, ms", bare.millis().quantile(0.99));
                results.add(Figure.CREATE_RATE, ours.perSecond() / bare.perSecond());
                results.add(Figure.CREATE_P99, ours.millis().quantile(0.99) / bare.millis().quantile(0.99));
            }
        } finally {
            postgres.drop(copy);
        }
    }

    private void connect() throws Exception {
        List<byte[]> requests = new ArrayList<>();
        for (String room : host.createRooms(ROOMS)) {
            requests.add(WarmHost.where(room));
        }
        remember(requests.getFirst());
        Supplier<byte[]> any = () -> requests.get(ThreadLocalRandom.current().nextInt(ROOMS));
        byte[] constant = Caller.get("/constant");
        java.net.URI other = host.jvm().uri(SimulatedHost.CONSTANT);
        load(choices.time(), host.uri(), 200, any);
        load(choices.time(), other, 200, () -> constant);
        for (int i = 0; i < choices.runs(); i++) {
            Load.Result ours = load(choices.time(), host.uri(), 200, any);
            Load.Result bare = load(choices.time(), other, 200, () -> constant);
            results.add("getConnectionInfo, requests/s", ours.perSecond());
            results.add("constant answer, requests/s", bare.perSecond());
            results.add("getConnectionInfo, p99, ms", ours.millis().quantile(0.99));
            results.add("constant answer, p99, ms", bare.millis().quantile(0.99));
            results.add(Figure.CONNECT_RATE, ours.perSecond() / bare.perSecond());
        }
    }

    /** Has the constant answer be the one to a question. */
    private void remember(byte[] question) throws IOException {
        try (Caller caller = new Caller(host.uri());
                Caller other = new Caller(host.jvm().uri(SimulatedHost.CONSTANT))) {
            String body = caller.call(question).require(200).body();
            if (!new JsonMapper().readTree(body).has("exposedPort")) {
                throw new IllegalStateException("not up: " + body);
            }
            other.call(Caller.post("/constant", body)).require(200);
            if (!other.call(Caller.get("/constant")).body().equals(body)) {
                throw new IllegalStateException("the constant answer is another one");
            }
        }
    }

    private void address() throws Exception {
        byte[] request = WarmHost.create();
        try (Caller caller = new Caller(host.uri())) {
            for (int run = -1; run < choices.runs(); run++) {
                List<Double> created = new ArrayList<>();
                List<Double> answered = new ArrayList<>();
                for (int i = 0; i < PAIRS; i++) {
                    long start = System.nanoTime();
                    Caller.Answer answer = caller.call(request);
                    created.add((System.nanoTime() - start) / 1e6);
                    byte[] question = WarmHost.where(WarmHost.roomId(answer.require(201)));
                    while (!caller.call(question).require(200).body().contains("exposedPort")) {
                        Thread.sleep(1);
                    }
                    answered.add((System.nanoTime() - start) / 1e6);
                }
                if (run >= 0) {
                    double one = new Samples(created).median();
                    double both = new Samples(answered).median();
                    results.add("createRoom alone, one client, median, ms", one);
                    results.add("the same until its address is answered, median, ms", both);
                    results.add(Figure.ADDRESS, both / one);
                }
            }
        }
    }

    @Override
    public void close() throws SQLException {
        host.close();
    }
}
