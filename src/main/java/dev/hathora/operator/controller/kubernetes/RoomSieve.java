package dev.hathora.operator.controller.kubernetes;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Reduces the JSON of rooms to what the operator needs, while the response arrives. A user can store 1.5 MB in one
 * resource, and parsed JSON can need fifty times as much memory. So the sieve runs before any parser, and holds only
 * one member at a time. It accepts a single resource, a list or watch events, split into pieces at any byte. Used by
 * one thread.
 *
 * <p>It drops {@code managedFields} and all annotations that are not the operator's. One key of these is kept, because
 * a patch has to know whether there are annotations. A member of metadata, spec or status that is larger or more deeply
 * nested than anything the operator can process is replaced with one of the texts {@link #TOO_LARGE} and
 * {@link #TOO_DEEP}.
 *
 * <p>It recognizes only strings and nesting. Invalid JSON is left to the parser to reject.
 */
final class RoomSieve {
    /** Replaces a member of more than {@link #LONGEST} bytes. */
    static final String TOO_LARGE = "hathora.dev/too-large";

    /** Replaces a member of more than {@link #DEEPEST} levels. */
    static final String TOO_DEEP = "hathora.dev/too-deep";

    /**
     * The largest size of a member in bytes. The 10,000 characters that Hathora accepts are at most 60,000 bytes, if
     * all are escaped.
     */
    static final int LONGEST = 64 * 1024;

    /** The deepest nesting of a member, in objects and arrays: half of what JSON libraries accept by default. */
    static final int DEEPEST = 500;

    /** The largest size of a key in bytes. Names of fields and annotations have at most 317 characters. */
    private static final int LONGEST_KEY = 1024;

    /** An object or array that is still open. */
    private static final class Open {
        private final RoomLevel level;
        private int members;
        private boolean otherAnnotations;

        Open(RoomLevel level) {
            this.level = level;
        }
    }

    /** The position of the next byte in the JSON. */
    private enum At {
        /** Before a key, or the end of an object; in {@link RoomLevel#ITEMS}, before a value. */
        START,
        KEY,
        COLON,
        VALUE,
        /** Within the value of a member that is kept or dropped as a whole. */
        MEMBER,
        /** After the document, or in a response that is not JSON. */
        OUTSIDE
    }

    private final Deque<Open> open = new ArrayDeque<>();
    private final ByteArrayOutputStream key = new ByteArrayOutputStream();
    private final ByteArrayOutputStream member = new ByteArrayOutputStream();
    private ByteArrayOutputStream out = new ByteArrayOutputStream();
    private At at = At.OUTSIDE;
    /** False if the response is not JSON, for example from a gateway. It is then passed on unchanged. */
    private boolean json = true;
    private int limit;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private @Nullable String cut;

    /**
     * Processes the next piece of the response.
     *
     * @return the output so far; output for this piece may also come with a later one
     */
    ByteBuffer pass(ByteBuffer piece) {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        out = new ByteArrayOutputStream(bytes.length);
        int next = 0;
        while (next < bytes.length) {
            next = at == At.MEMBER ? passMember(bytes, next) : passByte(bytes, next);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    /** Processes one byte of the structure, or none if a scalar begins. */
    private int passByte(byte[] bytes, int index) {
        byte b = bytes[index];
        if (at == At.OUTSIDE) {
            if (b == '{' && json) {
                begin(RoomLevel.DOCUMENT);
            } else {
                json &= isSpace(b);
                out.write(b);
            }
            return index + 1;
        }
        if (at == At.KEY) {
            passKey(b);
        } else if (isSpace(b) || b == ',' || b == ':') {
            at = b == ':' ? At.VALUE : at;
        } else if (b == '}' || b == ']') {
            end(b);
        } else if (at == At.START && b == '"' && top().level != RoomLevel.ITEMS) {
            key.reset();
            at = At.KEY;
        } else {
            return beginValue(b) ? index + 1 : index;
        }
        return index + 1;
    }

    private void passKey(byte b) {
        if (b == '"' && !escaped) {
            at = At.COLON;
            return;
        }
        escaped = b == '\\' && !escaped;
        if (key.size() <= LONGEST_KEY) {
            key.write(b);
        }
    }

    /**
     * Begins a value.
     *
     * @return whether the byte was consumed
     */
    private boolean beginValue(byte b) {
        RoomLevel inside = top().level == RoomLevel.ITEMS
                ? b == '{' ? RoomLevel.RESOURCE : null
                : top().level.within(name(), b);
        if (inside != null) {
            writeKey();
            begin(inside);
            return true;
        }
        limit = key.size() > LONGEST_KEY ? 0 : top().level.limit(name(), top().members);
        member.reset();
        depth = 0;
        inString = false;
        escaped = false;
        cut = null;
        at = At.MEMBER;
        return false;
    }

    /** Processes bytes of a member's value until the value or the piece ends. */
    private int passMember(byte[] bytes, int from) {
        int index = from;
        boolean ended = false;
        while (index < bytes.length && !ended) {
            byte b = bytes[index];
            if (inString) {
                inString = b != '"' || escaped;
                escaped = b == '\\' && !escaped;
                ended = !inString && depth == 0;
            } else if (b == '"') {
                inString = true;
            } else if (b == '{' || b == '[') {
                depth++;
                cut = depth > DEEPEST && cut == null ? TOO_DEEP : cut;
            } else if (depth == 0 && (b == '}' || b == ']' || b == ',' || isSpace(b))) {
                // a number, true, false or null ends before this byte
                endMember(bytes, from, index);
                return index;
            } else if (b == '}' || b == ']') {
                depth--;
                ended = depth == 0;
            }
            index++;
        }
        if (ended) {
            endMember(bytes, from, index);
        } else {
            hold(bytes, from, index);
        }
        return index;
    }

    private void hold(byte[] bytes, int from, int to) {
        if (cut == null && member.size() + to - from > limit) {
            cut = TOO_LARGE;
        }
        if (cut == null) {
            member.write(bytes, from, to - from);
        } else {
            member.reset();
        }
    }

    private void endMember(byte[] bytes, int from, int to) {
        hold(bytes, from, to);
        Open inside = top();
        if (limit > 0) {
            writeKey();
            if (cut == null) {
                out.writeBytes(member.toByteArray());
            } else {
                write('"' + cut + '"');
            }
        } else if (inside.level == RoomLevel.ANNOTATIONS && !inside.otherAnnotations) {
            inside.otherAnnotations = true;
            writeKey();
            write("\"\"");
        }
        at = At.START;
    }

    private void begin(RoomLevel level) {
        open.push(new Open(level));
        out.write(level == RoomLevel.ITEMS ? '[' : '{');
        at = At.START;
    }

    private void end(byte closing) {
        open.pop();
        out.write(closing);
        at = open.isEmpty() ? At.OUTSIDE : At.START;
    }

    /** Writes the comma after the previous member, and the key. Elements of a list have no key. */
    private void writeKey() {
        Open inside = top();
        if (inside.members > 0) {
            out.write(',');
        }
        inside.members++;
        if (inside.level != RoomLevel.ITEMS) {
            out.write('"');
            out.writeBytes(key.toByteArray());
            write("\":");
        }
    }

    private void write(String ascii) {
        out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private String name() {
        return key.toString(StandardCharsets.UTF_8);
    }

    private Open top() {
        return open.element();
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
