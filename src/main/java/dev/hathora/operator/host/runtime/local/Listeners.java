package dev.hathora.operator.host.runtime.local;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import dev.hathora.operator.host.model.Transport;

/**
 * The listening sockets of this machine, from the kernel's tables. All callers share a reading for a few milliseconds,
 * because many game servers may be booting at the same time.
 */
final class Listeners {
    private static final Duration NEW = Duration.ofMillis(4);
    /** A long table is read less often, so that reading takes at most a tenth of a core. */
    private static final int PAUSE = 9;

    private static final Pattern BLANKS = Pattern.compile(" +");
    /** Columns of these tables. The local address and its port are in hexadecimal. */
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTEN = "0A";
    /** Kernels before 4.4 show connections that are being opened (03) next to the socket that listens. */
    private static final Set<String> BEFORE_CONNECTIONS = Set.of(LISTEN, "03");

    private final Path tables;
    private final Map<Transport, Reading> readings = new EnumMap<>(Transport.class);

    /**
     * @param inodes of the sockets that listen, by port
     * @param cost how long the reading took, in nanoseconds
     * @param until when it becomes too old, by {@link System#nanoTime}
     */
    private record Reading(Map<Integer, Set<String>> inodes, long cost, long until) {}

    /** @param tables the folder with the kernel's tables, {@code /proc/net} */
    Listeners(Path tables) {
        this.tables = tables;
    }

    /** The inodes of the sockets that listen at a port. */
    synchronized Set<String> at(int port, Transport transport) {
        Transport table = transport == Transport.UDP ? Transport.UDP : Transport.TCP;
        Reading last = readings.get(table);
        if (last == null || System.nanoTime() - last.until > 0) {
            last = read(table, last == null ? Long.MAX_VALUE : last.cost);
            readings.put(table, last);
        }
        return last.inodes.getOrDefault(port, Set.of());
    }

    /** @param lastCost how long the last reading took, in nanoseconds */
    private Reading read(Transport transport, long lastCost) {
        long start = System.nanoTime();
        Map<Integer, Set<String>> inodes = new HashMap<>();
        for (String table : transport == Transport.UDP ? List.of("udp", "udp6") : List.of("tcp", "tcp6")) {
            try (BufferedReader rows = open(tables.resolve(table))) {
                rows.lines().skip(1).map(line -> BLANKS.split(line.strip(), -1)).filter(row -> row.length > INODE)
                        .takeWhile(row -> transport == Transport.UDP || BEFORE_CONNECTIONS.contains(row[STATE]))
                        .filter(row -> transport == Transport.UDP || row[STATE].equals(LISTEN))
                        .forEach(row -> inodes.computeIfAbsent(port(row[LOCAL]), port -> new HashSet<>())
                                .add(row[INODE]));
            } catch (IOException | UncheckedIOException e) {
                // There is no IPv6, or the next reading succeeds.
            }
        }
        long end = System.nanoTime();
        long cost = end - start;
        // The shorter of two: a reading that was merely interrupted by other programs is not expensive.
        return new Reading(inodes, cost, end + Math.max(NEW.toNanos(), PAUSE * Math.min(cost, lastCost)));
    }

    private static BufferedReader open(Path table) throws IOException {
        return new BufferedReader(
                new InputStreamReader(new GrowingPortions(Files.newInputStream(table)), StandardCharsets.ISO_8859_1));
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
    }

    /**
     * Reads little at first. The kernel produces rows only as far as they are read. Tables for TCP begin with the few
     * sockets that listen. All connections follow, and to find them, the kernel searches a hash table whose size depends
     * on the machine's memory. This takes milliseconds.
     */
    private static final class GrowingPortions extends FilterInputStream {
        private static final int FIRST = 128;
        private static final int LARGEST = 8192;

        private int next = FIRST;

        GrowingPortions(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, Math.min(length, next));
            next = Math.min(2 * next, LARGEST);
            return count;
        }

        /** Nothing is read before it is needed. */
        @Override
        public int available() {
            return 0;
        }
    }
}
