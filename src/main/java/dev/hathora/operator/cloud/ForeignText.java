package dev.hathora.operator.cloud;

import java.util.List;
import java.util.regex.Pattern;

/** Sanitizes text from other parties for messages and logs: one line, of limited length, without secrets. */
public final class ForeignText {
    private static final int MAX_CHARACTERS = 300;
    private static final String REDACTED = "[redacted]";
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Z}\\s]+");
    private static final Pattern BEARER = Pattern.compile("\\bBearer \\S+", Pattern.CASE_INSENSITIVE);

    private final List<String> secrets;

    /**
     * @param secrets the values that were sent and must never be shown
     */
    public ForeignText(List<String> secrets) {
        this.secrets = secrets;
    }

    public String shown(String text) {
        String line = text;
        // before white space is changed, because a password may contain it
        for (String secret : secrets) {
            line = line.replace(secret, REDACTED);
        }
        line = UNPRINTABLE.matcher(line).replaceAll(" ").strip();
        // another token, such as the previous one before a rotation
        line = BEARER.matcher(line).replaceAll("Bearer " + REDACTED);
        if (line.codePointCount(0, line.length()) <= MAX_CHARACTERS) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, MAX_CHARACTERS)) + "…";
    }
}
