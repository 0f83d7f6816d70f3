package dev.hathora.operator.api;

/** Text that is cut to a length. */
public final class ShortText {
    private ShortText() {}

    /**
     * The text, or as much of its beginning as fits with an ellipsis. Never cut within a character that takes two: half of
     * one can't be sent, and so would not be stored as it was sent.
     *
     * @param longest in Java's characters
     */
    public static String of(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
