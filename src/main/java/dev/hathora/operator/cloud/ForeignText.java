package dev.hathora.operator.cloud;

import java.util.List;
import java.util.regex.Pattern;

/** Makes text that somebody else wrote fit for messages and logs: one line, not too long, and without secrets. */
public final class ForeignText {
    private static final int MAX_CHARACTERS = 300;
    private static final String REDACTED = "[redacted]";
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Z}\\s]+");
    private static final Pattern BEARER = Pattern.compile("\\bBearer \\S+", Pattern.CASE_INSENSITIVE);

    private final List<String> secrets;

    /** @param secrets what was sent and is never to be shown */
    public ForeignText(List<String> secrets) {
        this.secrets = secrets;
    }

    public String shown(String text) {
        String line = text;
        // before white space is changed, which a password may hold
        for (String secret : secrets) {
            line = line.replace(secret, REDACTED);
        }
        line = UNPRINTABLE.matcher(line).replaceAll(" ").strip();
        // Some other token, such as the one that was valid until it was rotated.
        line = BEARER.matcher(line).replaceAll("Bearer " + REDACTED);
        if (line.codePointCount(0, line.length()) <= MAX_CHARACTERS) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, MAX_CHARACTERS)) + "…";
    }
}
