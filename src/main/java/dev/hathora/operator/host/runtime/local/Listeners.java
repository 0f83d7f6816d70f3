package dev.hathora.operator.host.runtime.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.hathora.operator.host.model.Transport;

/**
 * The sockets of this machine that listen, as the kernel shows them. All who ask share a reading while it is new: many game
 * servers may boot at a time, on a machine with many connections.
 */
final class Listeners {
    private static final Duration NEW = Duration.ofMillis(4);
    /** A long table is read less often: reading takes a tenth of a processor at most. */
    private static final int PAUSE = 9;
    private static final List<Path> UDP_TABLES = List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));
    private static final List<Path> TCP_TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    /** Columns of these tables. The local address and its port are in hexadecimal. */
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTEN = "0A";

    private final Map<Transport, Reading> readings = new EnumMap<>(Transport.class);

    /** @param until when it is not new any more, by {@link System#nanoTime} */
    private record Reading(Map<Integer, Set<String>> inodes, long until) {}

    /** Those at a port, as the kernel numbers them. */
    synchronized Set<String> at(int port, Transport transport) {
        Transport table = transport == Transport.UDP ? Transport.UDP : Transport.TCP;
        Reading last = readings.get(table);
        if (last == null || System.nanoTime() - last.until > 0) {
            last = read(table);
            readings.put(table, last);
        }
        return last.inodes.getOrDefault(port, Set.of());
    }

    private static Reading read(Transport transport) {
        long start = System.nanoTime();
        Map<Integer, Set<String>> inodes = new HashMap<>();
        for (Path table : transport == Transport.UDP ? UDP_TABLES : TCP_TABLES) {
            try (Stream<String> lines = Files.lines(table)) {
                lines.filter(line -> transport == Transport.UDP || line.contains(" " + LISTEN + " "))
                        .map(line -> line.strip().split(" +", -1)).filter(row -> row.length > INODE)
                        .filter(row -> transport == Transport.UDP || row[STATE].equals(LISTEN))
                        .filter(row -> row[LOCAL].contains(":"))
                        .forEach(row -> inodes.computeIfAbsent(port(row[LOCAL]), port -> new HashSet<>())
                                .add(row[INODE]));
            } catch (IOException | UncheckedIOException e) {
                // There is no IPv6, or it is asked again.
            }
        }
        long end = System.nanoTime();
        return new Reading(inodes, end + Math.max(NEW.toNanos(), PAUSE * (end - start)));
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
    }
}
