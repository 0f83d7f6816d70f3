package dev.hathora.operator.host.runtime.local;

import java.nio.charset.StandardCharsets;

import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;

/**
 * Checks that the JDK can pass a text unchanged to the operating system, in commands and paths. If no locale is set, it
 * can only encode ASCII, and replaces other characters with question marks.
 *
 * @param encoding the JDK's encoding of commands and paths
 */
record NativeText(String encoding) {
    static NativeText ofThisMachine() {
        return new NativeText(System.getProperty("sun.jnu.encoding", ""));
    }

    /** @throws RuntimeFailure if the text would be changed */
    void require(String what, String text) {
        if (!encoding.equalsIgnoreCase("UTF-8") && !StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
            throw new RuntimeFailure("%s is %s: for characters other than ASCII, start the host with LC_ALL=C.UTF-8"
                    .formatted(what, text));
        }
    }
}
