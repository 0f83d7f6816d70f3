package dev.hathora.operator.host.service;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The output of one game server: {@code output.log}, and what was written before in {@code output.1.log} and so on. It may
 * be rotated while it is read; what is lost then is not told.
 */
final class OutputText {
    private static final int OLD_FILES = 3;
    private static final int PIECE = 64 * 1024;
    private static final Duration LOOK = Duration.ofMillis(250);
    /** How many looks go by before it is asked whether the process has ended. */
    private static final int LOOKS = 8;
    /** Nobody follows for longer: a caller who has gone without a word may never be noticed. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Path current;

    OutputText(Path current) {
        this.current = current;
    }

    /** Copies the last lines; negative: all. Returns how far the current file was read. */
    long copy(int lines, OutputStream out) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = OLD_FILES; i >= 1; i--) {
            files.add(current.resolveSibling("output." + i + ".log"));
        }
        files.add(current);
        int first = 0;
        long from = 0;
        if (lines >= 0) {
            int missing = lines + 1;
            for (first = files.size() - 1; first >= 0; first--) {
                Tail tail = tail(files.get(first), missing, first == files.size() - 1);
                if (tail.missing == 0) {
                    from = tail.position;
                    break;
                }
                missing = tail.missing;
            }
            first = Math.max(0, first);
        }
        long end = 0;
        for (int i = first; i < files.size(); i++) {
            end = copy(files.get(i), i == first ? from : 0, out);
        }
        return end;
    }

    /** @param missing how many line ends are still to be found further before */
    private record Tail(long position, int missing) {}

    /**
     * Looks backwards for line ends.
     *
     * @param wanted the one after which the lines begin, counted from the end
     * @param last whether nothing comes after this file, so that its last line may have no end yet
     */
    private static Tail tail(Path file, int wanted, boolean last) throws IOException {
        int missing = wanted;
        try (FileChannel channel = FileChannel.open(file)) {
            long end = channel.size();
            if (last && end > 0 && byteAt(channel, end - 1) != '\n') {
                // a line that has no end yet is a line
                missing--;
                if (missing == 0) {
                    return new Tail(end, 0);
                }
            }
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            for (long position = end; position > 0;) {
                int length = (int) Math.min(PIECE, position);
                position -= length;
                piece.clear().limit(length);
                readFully(channel, piece, position);
                for (int i = piece.position() - 1; i >= 0; i--) {
                    if (piece.get(i) == '\n' && --missing == 0) {
                        return new Tail(position + i + 1, 0);
                    }
                }
            }
        } catch (NoSuchFileException e) {
            // There is no older one.
        }
        return new Tail(0, missing);
    }

    private static byte byteAt(FileChannel channel, long position) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        readFully(channel, one, position);
        return one.get(0);
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long from) throws IOException {
        while (into.hasRemaining() && channel.read(into, from + into.position()) >= 0) {
            // until it is full, or the file was cut
        }
    }

    private static long copy(Path file, long from, OutputStream out) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long position = Math.min(from, channel.size());
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            while (channel.read(piece.clear(), position) > 0) {
                out.write(piece.array(), 0, piece.position());
                position += piece.position();
            }
            return position;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /**
     * Copies the last lines, and goes on.
     *
     * @param over whether the process has ended
     */
    void follow(int lines, OutputStream out, BooleanSupplier over) throws IOException, InterruptedException {
        long position = copy(lines, out);
        for (long looks = 1; looks * LOOK.toMillis() < LONGEST.toMillis(); looks++) {
            boolean ended = looks % LOOKS == 0 && over.getAsBoolean();
            if (size() < position) {
                // It was rotated, and begins anew.
                position = 0;
            }
            position = copy(current, position, out);
            out.flush();
            if (ended) {
                return;
            }
            Thread.sleep(LOOK);
        }
    }

    private long size() throws IOException {
        try {
            return Files.size(current);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
