package dev.hathora.operator.host.runtime.local;

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

import dev.hathora.operator.host.runtime.GameOutput;

/**
 * The output of one game server: {@code output.log}, and older output in {@code output.1.log} and so on. If it is
 * rotated while it is read, parts may be missing without a message.
 */
final class OutputText implements GameOutput {
    private static final int OLD_FILES = 3;
    private static final int PIECE = 64 * 1024;
    private static final Duration LOOK = Duration.ofMillis(250);
    /** After this number of checks, it is checked whether the process has ended. */
    private static final int LOOKS = 8;
    /** The longest time to follow a log, because the loss of a connection may stay unnoticed. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Path current;

    OutputText(Path current) {
        this.current = current;
    }

    @Override
    public boolean isKept() {
        return Files.exists(current);
    }

    @Override
    public void copy(int lines, OutputStream out) throws IOException {
        copyLines(lines, out);
    }

    /** Returns the position up to which the current file was read. */
    private long copyLines(int lines, OutputStream out) throws IOException {
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

    /** @param missing how many line ends are still to be found in older files */
    private record Tail(long position, int missing) {}

    /**
     * Searches backwards for line ends.
     *
     * @param wanted which line end precedes the lines, counted from the end
     * @param last whether this is the newest file, whose last line may have no end yet
     */
    private static Tail tail(Path file, int wanted, boolean last) throws IOException {
        int missing = wanted;
        try (FileChannel channel = FileChannel.open(file)) {
            long end = channel.size();
            if (last && end > 0 && byteAt(channel, end - 1) != '\n') {
                // a line without an end counts as a line
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
            // There is no older file.
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
            // until the buffer is full, or the file was truncated
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

    @Override
    public void follow(int lines, OutputStream out, BooleanSupplier over) throws IOException, InterruptedException {
        long position = copyLines(lines, out);
        for (long looks = 1; looks * LOOK.toMillis() < LONGEST.toMillis(); looks++) {
            boolean ended = looks % LOOKS == 0 && over.getAsBoolean();
            if (size() < position) {
                // The file was rotated and starts again.
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
