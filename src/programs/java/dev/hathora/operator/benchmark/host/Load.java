package dev.hathora.operator.benchmark.host;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

import dev.hathora.operator.benchmark.Samples;

/** Clients that each do the same thing again and again. */
final class Load {
    private Load() {}

    /** A client. */
    interface Client extends AutoCloseable {
        /** Does it once. @throws IllegalStateException when it went wrong */
        void once() throws Exception;

        @Override
        default void close() throws IOException {
            // Most have nothing to close.
        }
    }

    /** Makes clients. */
    interface Clients {
        Client open(int number) throws Exception;
    }

    /**
     * What they could do.
     *
     * @param perSecond all together
     * @param millis how long each took
     */
    record Result(double perSecond, Samples millis) {}

    /** Has clients work at the same time, for a time. What went wrong for one is thrown. */
    static Result run(int clients, Duration time, Clients open) throws Exception {
        List<Client> opened = new ArrayList<>();
        CountDownLatch begin = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            for (int i = 0; i < clients; i++) {
                opened.add(open.open(i));
            }
            List<Future<long[]>> all = opened.stream().map(client -> threads.submit(() -> {
                begin.await();
                return work(client, time);
            })).toList();
            long start = System.nanoTime();
            begin.countDown();
            LongStream nanos = LongStream.empty();
            for (Future<long[]> one : all) {
                nanos = LongStream.concat(nanos, Arrays.stream(get(one)));
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            Samples millis = new Samples(nanos.mapToObj(n -> n / 1e6).toList());
            return new Result(millis.size() / seconds, millis);
        } finally {
            for (Client client : opened) {
                client.close();
            }
        }
    }

    private static long[] get(Future<long[]> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception why ? why : e;
        }
    }

    private static long[] work(Client client, Duration time) throws Exception {
        long[] nanos = new long[1024];
        int done = 0;
        long last = System.nanoTime();
        for (long end = last + time.toNanos(); last - end < 0;) {
            client.once();
            long now = System.nanoTime();
            if (done == nanos.length) {
                nanos = Arrays.copyOf(nanos, done * 2);
            }
            nanos[done++] = now - last;
            last = now;
        }
        return Arrays.copyOf(nanos, done);
    }

    /** A client that sends requests over a connection of its own, and wants them all answered with one status. */
    record Requests(Caller caller, java.util.function.Supplier<byte[]> requests, int expected) implements Client {
        @Override
        public void once() throws Exception {
            int status = caller.status(requests.get());
            if (status != expected) {
                throw new IllegalStateException("answered " + status + ": " + caller.call(requests.get()));
            }
        }

        @Override
        public void close() throws IOException {
            caller.close();
        }
    }
}
