package dev.hathora.operator.api;

/** Shortens text to a maximum length. */
public final class ShortText {
    private ShortText() {}

    /**
     * The text, or as much of its beginning as fits, followed by an ellipsis. It never cuts a surrogate pair in two,
     * because half a pair can't be sent, and the stored text would differ from the one that was sent.
     *
     * @param longest the maximum length in UTF-16 code units
     */
    public static String of(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
