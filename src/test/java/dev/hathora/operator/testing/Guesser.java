package dev.hathora.operator.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.hathora.operator.api.hathoraroom.Connection;
import org.jspecify.annotations.Nullable;

/** Somebody who plays {@code examples/games/Guess.java}, at the address that a resource's status has. */
public final class Guesser implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int HIGHEST = 100;
    private static final int PACKETS = 20;

    private final Socket socket;
    private final BufferedReader answers;
    private final List<String> talk = new ArrayList<>();

    /** Joins a room. */
    public Guesser(Connection where, String roomId, String name) {
        try {
            socket = new Socket(where.host(), where.port());
            socket.setSoTimeout(PATIENCE_MILLIS);
            answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String answer = say("join " + roomId + " " + name);
        if (answer == null || !answer.startsWith("welcome")) {
            throw new IllegalStateException("can't join " + roomId + ": " + answer);
        }
    }

    /** Plays a round until it is won, and returns what the game said then. */
    public String winRound() {
        int low = 1;
        int high = HIGHEST;
        while (low <= high) {
            int guess = (low + high) / 2;
            String answer = String.valueOf(say(Integer.toString(guess)));
            switch (answer) {
                case "higher" -> low = guess + 1;
                case "lower" -> high = guess - 1;
                default -> {
                    return answer;
                }
            }
        }
        throw new IllegalStateException("no number was right: " + talk);
    }

    private @Nullable String say(String line) {
        try {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String answer = hear();
        talk.add(line + " -> " + answer);
        return answer;
    }

    /** Waits for the next line; null: the game has closed the connection. */
    public @Nullable String hear() {
        try {
            return answers.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was said until now, and what the game answered. */
    public List<String> talk() {
        return List.copyOf(talk);
    }

    /** Asks over UDP for the score. Packets may be lost: it asks again. */
    public static String score(Connection where, String roomId) {
        byte[] question = ("score " + roomId).getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENCE_MILLIS / PACKETS);
            DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
            boolean answered = false;
            for (int sent = 0; sent < PACKETS && !answered; sent++) {
                socket.send(new DatagramPacket(question, question.length, InetAddress.getByName(where.host()),
                        where.port()));
                answered = isReceived(socket, answer);
            }
            if (!answered) {
                throw new IllegalStateException("no answer over UDP from " + where.address());
            }
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isReceived(DatagramSocket socket, DatagramPacket answer) throws IOException {
        try {
            socket.receive(answer);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /** Whether anything listens there. */
    public static boolean isOpen(Connection where) {
        try (Socket socket = new Socket(where.host(), where.port())) {
            return socket.isConnected();
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
