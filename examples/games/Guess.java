import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A game server in one file, without an engine and without libraries: players guess a number. It runs with {@code java
 * Guess.java}, and needs Java 17 or later.
 *
 * <p>A player connects over TCP and sends {@code join ROOM NAME}, and then guesses, a number in each line. Whoever has
 * guessed the number wins the round. Whoever wins three rounds wins the match, and the game destroys the room. A packet
 * {@code score ROOM} over UDP is answered with the score. Nothing is saved: a room that is resumed begins a new match.
 *
 * <p>The room's configuration may have {@code highest}, the highest number (100), and {@code rounds} (3).
 */
public final class Guess {
    private static final String APP = variable("HATHORA_APP_ID", "");
    private static final String PROCESS = variable("HATHORA_PROCESS_ID", "");
    private static final String API = variable("HATHORA_API_URL", "");
    private static final String TOKEN = variable("HATHORA_DEV_TOKEN", "");

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Map<String, Match> MATCHES = new ConcurrentHashMap<>();

    public static void main(String[] args) throws Exception {
        // The local runtime tells a game server where to listen.
        int port = Integer.parseInt(variable("PORT", variable("HATHORA_DEFAULT_PORT", "7777")));
        int scorePort = Integer.parseInt(variable("HATHORA_SCORE_PORT", "7778"));
        DatagramSocket scores = new DatagramSocket(scorePort);
        start(() -> tellScores(scores));
        // The process counts as started as soon as this port is bound: everything else has to be ready before.
        ServerSocket players = new ServerSocket(port);
        System.out.println("players connect to TCP port " + port + ", scores are at UDP port " + scorePort);
        start(Guess::endMatches);
        // SIGTERM ends the JVM; what players are told before is up to the game.
        Runtime.getRuntime().addShutdownHook(
                new Thread(() -> MATCHES.values().forEach(match -> match.end("the server stops"))));
        while (true) {
            Socket player = players.accept();
            start(() -> play(player));
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private static String variable(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    // Players

    private static void play(Socket socket) {
        try (socket;
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            String[] hello = String.valueOf(lines.readLine()).split(" ");
            if (hello.length != 3 || !hello[0].equals("join")) {
                say(socket, "write: join ROOM NAME");
                return;
            }
            Match match = match(hello[1]);
            if (match == null) {
                say(socket, "there is no room " + hello[1] + " here");
                return;
            }
            match.join(hello[2], socket);
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    match.guess(hello[2], socket, line.strip());
                }
            } finally {
                match.leave(socket);
            }
        } catch (IOException | InterruptedException e) {
            // The player has left, or the API does not answer.
        }
    }

    private static void say(Socket player, String line) {
        try {
            player.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Whoever reads from it notices as well.
        }
    }

    private static void tellScores(DatagramSocket socket) {
        byte[] buffer = new byte[200];
        while (true) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                String asked = new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8).strip();
                Match match = MATCHES.get(asked.replaceFirst("^score ", ""));
                byte[] answer = (match == null ? "nobody plays there" : match.score()).getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                System.out.println("a packet was lost: " + e);
            }
        }
    }

    // Rooms

    /** The match in a room; null: this process does not have that room. */
    private static Match match(String room) throws IOException, InterruptedException {
        if (!activeRooms().contains(room)) {
            return null;
        }
        String info = call("GET", "/rooms/v2/" + APP + "/info/" + room).body();
        return MATCHES.computeIfAbsent(room,
                id -> new Match(id, setting(info, "highest", 100), setting(info, "rounds", 3)));
    }

    /** The configuration is JSON in a JSON string. A real game has a parser. */
    private static int setting(String info, String name, int otherwise) {
        Matcher found = Pattern.compile("\\\\\"" + name + "\\\\\"\\s*:\\s*(\\d{1,6})").matcher(info);
        return found.find() ? Math.max(1, Integer.parseInt(found.group(1))) : otherwise;
    }

    /** Nothing tells a game server which rooms it has: it asks. */
    private static List<String> activeRooms() throws IOException, InterruptedException {
        HttpResponse<String> answer = call("GET", "/rooms/v2/" + APP + "/list/" + PROCESS + "/active");
        if (answer.statusCode() != 200) {
            throw new IOException("the API answers " + answer.statusCode() + " " + answer.body());
        }
        return Pattern.compile("\"roomId\"\\s*:\\s*\"([^\"]+)\"").matcher(answer.body()).results()
                .map(room -> room.group(1)).toList();
    }

    /** Ends the matches in rooms that were suspended or destroyed. */
    private static void endMatches() {
        while (true) {
            try {
                Thread.sleep(1000);
                // In this order: a match that begins meanwhile is not in it.
                List<String> begun = List.copyOf(MATCHES.keySet());
                List<String> active = begun.isEmpty() ? begun : activeRooms();
                begun.stream().filter(room -> !active.contains(room)).map(MATCHES::remove)
                        .filter(match -> match != null).forEach(match -> match.end("the room is closed"));
            } catch (IOException e) {
                System.out.println("matches go on: " + e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static HttpResponse<String> call(String method, String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(API + path)).header("Authorization", "Bearer " + TOKEN)
                .method(method, HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What is played in a room. */
    private static final class Match {
        private final String room;
        private final int highest;
        private final int rounds;
        private final Map<Socket, String> players = new ConcurrentHashMap<>();
        private final Map<String, Integer> won = new ConcurrentHashMap<>();
        private int number;

        Match(String room, int highest, int rounds) {
            this.room = room;
            this.highest = highest;
            this.rounds = rounds;
            think();
        }

        private void think() {
            number = ThreadLocalRandom.current().nextInt(highest) + 1;
        }

        synchronized void join(String name, Socket player) {
            players.put(player, name);
            won.putIfAbsent(name, 0);
            say(player, "welcome " + name + ": guess a number from 1 to " + highest);
        }

        void leave(Socket player) {
            players.remove(player);
        }

        void guess(String name, Socket player, String line) throws IOException, InterruptedException {
            if (!line.matches("\\d{1,6}")) {
                say(player, "write a number from 1 to " + highest);
            } else if (isLast(name, player, Integer.parseInt(line))) {
                // First, or players might be told that the room is closed.
                MATCHES.remove(room, this);
                try {
                    // The operator creates another room for the resource, unless its restartPolicy says otherwise.
                    call("POST", "/rooms/v2/" + APP + "/destroy/" + room);
                } finally {
                    end("the match is over");
                }
            }
        }

        /** Answers a guess, and returns whether it has won the match. */
        private synchronized boolean isLast(String name, Socket player, int guess) {
            if (guess != number) {
                say(player, guess < number ? "higher" : "lower");
                return false;
            }
            int wins = won.merge(name, 1, Integer::sum);
            think();
            tell(guess + " it is: " + name + " has won " + wins + " of " + rounds + " rounds");
            return wins == rounds;
        }

        String score() {
            return won.entrySet().stream().sorted(Map.Entry.comparingByKey())
                    .map(entry -> entry.getKey() + " " + entry.getValue()).collect(Collectors.joining(", "));
        }

        private void tell(String line) {
            players.keySet().forEach(player -> say(player, line));
        }

        void end(String why) {
            tell(why);
            players.keySet().forEach(player -> {
                try {
                    player.close();
                } catch (IOException e) {
                    // It is closed.
                }
            });
        }
    }
}
