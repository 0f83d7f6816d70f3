package dev.hathora.operator.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Port numbers at which nobody listens, for tests that have to know the number first. Who asks the kernel for any port
 * and closes it again has a number that the kernel may give away again, for instance to a connection of another test.
 */
public final class FreePort {
    /** Tests that give game servers a range of numbers stay below. */
    private static final int LOWEST = 30_000;
    /** The kernel gives numbers away from 32768 on. */
    private static final int BEYOND = 32_000;
    private static final int TRIES = 100;
    /**
     * Numbers that were tried before. Whoever tries one holds it for a moment, in which the test that was given it
     * can't use it.
     */
    private static final Set<Integer> TRIED = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /**
     * A number that is free for TCP and for UDP, on all addresses, and that the kernel gives to nobody. No two tests of
     * this JVM are given the same.
     *
     * @throws BindException when there seems to be none
     */
    public static int find() throws IOException {
        BindException taken = new BindException("all numbers were tried before");
        for (int tries = 0; tries < TRIES; tries++) {
            int number = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
            if (!TRIED.add(number)) {
                continue;
            }
            try (ServerSocket tcp = new ServerSocket(number); DatagramSocket udp = new DatagramSocket(number)) {
                return tcp.getLocalPort() == udp.getLocalPort() ? number : -1;
            } catch (BindException e) {
                taken = e;
            }
        }
        throw taken;
    }
}
