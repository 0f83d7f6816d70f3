package dev.hathora.operator.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import dev.hathora.operator.cloud.ExposedPort;

/** Somebody who plays {@link EchoGame}. */
public final class Player {
    private Player() {}

    /** Sends a line over TCP, and returns the answer. */
    public static String say(ExposedPort where, String line) {
        try (Socket socket = new Socket(where.host(), where.port());
                BufferedReader answers = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            return String.valueOf(answers.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a packet, and returns the answer. */
    public static String sayOverUdp(ExposedPort where, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(60_000);
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName(where.host()), where.port()));
            DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
