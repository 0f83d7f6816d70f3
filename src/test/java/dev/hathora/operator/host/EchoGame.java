package dev.hathora.operator.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A game server: sends back each line over TCP, and each packet over UDP, at the number in {@code PORT}. The line {@code
 * env NAME} is answered with that variable, {@code pid} with the process's number, {@code exit N} ends it, and {@code
 * leave} as well, with another process that it leaves behind.
 */
public final class EchoGame {
    private EchoGame() {}

    /** Plays; with the argument {@code udp} only over UDP. */
    @SuppressWarnings("SystemOut") // its output is kept
    public static void main(String... args) throws IOException {
        int port = Integer.parseInt(System.getenv("PORT"));
        System.out.println("game on port " + port);
        if (args.length == 0) {
            Thread.ofPlatform().start(() -> serveTcp(port));
        }
        serveUdp(port);
    }

    private static void serveUdp(int port) throws IOException {
        byte[] buffer = new byte[1500];
        try (DatagramSocket socket = new DatagramSocket(port)) {
            while (!socket.isClosed()) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                socket.send(packet);
            }
        }
    }

    private static void serveTcp(int port) {
        try (ServerSocket server = new ServerSocket(port)) {
            while (!server.isClosed()) {
                Socket player = server.accept();
                Thread.ofVirtual().start(() -> serve(player));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void serve(Socket player) {
        try (player;
                BufferedReader lines = new BufferedReader(new InputStreamReader(player.getInputStream(),
                        StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                player.getOutputStream().write((answer(line) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The player has left.
        }
    }

    private static String answer(String line) {
        if (line.startsWith("env ")) {
            return String.valueOf(System.getenv(line.substring(4)));
        }
        if (line.startsWith("exit ")) {
            System.exit(Integer.parseInt(line.substring(5)));
        }
        if (line.equals("leave")) {
            leave();
        }
        return line.equals("pid") ? Long.toString(ProcessHandle.current().pid()) : line;
    }

    /** Ends, and something that it started does not. */
    private static void leave() {
        try {
            new ProcessBuilder("sleep", "1000").inheritIO().start();
            System.exit(0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
