package dev.hathora.operator.host;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends back what it is sent by UDP, so that clients can measure the way. Each sender is answered {@value #PER_SECOND}
 * times in a second, with no more bytes than it sent: nobody can be flooded by way of it.
 */
final class UdpEcho implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UdpEcho.class);
    private static final int PER_SECOND = 20;
    private static final int MOST_BYTES = 512;
    private static final int MOST_SENDERS = 10_000;
    private static final long SECOND = 1_000_000_000L;

    private final DatagramSocket socket;
    private final Map<InetAddress, Integer> answered = new HashMap<>();
    private final LongSupplier nanoTime;
    private long since;

    private UdpEcho(DatagramSocket socket, LongSupplier nanoTime) {
        this.socket = socket;
        this.nanoTime = nanoTime;
        since = nanoTime.getAsLong();
    }

    /** Listens; port 0: at any free one. @throws SocketException when the port can't be had */
    static UdpEcho start(InetSocketAddress address) throws SocketException {
        return start(address, System::nanoTime);
    }

    static UdpEcho start(InetSocketAddress address, LongSupplier nanoTime) throws SocketException {
        UdpEcho echo = new UdpEcho(new DatagramSocket(address), nanoTime);
        Thread.ofPlatform().daemon().name("ping").start(echo::run);
        return echo;
    }

    /** Where it listens. */
    SocketAddress address() {
        return socket.getLocalSocketAddress();
    }

    private void run() {
        DatagramPacket packet = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
        while (!socket.isClosed()) {
            try {
                packet.setLength(MOST_BYTES);
                socket.receive(packet);
                if (isAllowed(packet.getAddress())) {
                    socket.send(packet);
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    log.debug("A ping could not be answered: {}", e.toString());
                }
            }
        }
    }

    private boolean isAllowed(InetAddress sender) {
        long now = nanoTime.getAsLong();
        if (now - since > SECOND) {
            since = now;
            answered.clear();
        }
        return (answered.size() < MOST_SENDERS || answered.containsKey(sender))
                && answered.merge(sender, 1, Integer::sum) <= PER_SECOND;
    }

    /** Listens no more. */
    @Override
    public void close() {
        socket.close();
    }
}
