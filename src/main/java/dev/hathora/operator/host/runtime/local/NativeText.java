package dev.hathora.operator.host.runtime.local;

import java.nio.charset.StandardCharsets;

import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;

/**
 * What the JDK can hand to the operating system as it is: commands and paths. Where nobody has set a locale it knows ASCII
 * only, and writes question marks for the rest.
 *
 * @param encoding its encoding for both
 */
record NativeText(String encoding) {
    static NativeText ofThisMachine() {
        return new NativeText(System.getProperty("sun.jnu.encoding", ""));
    }

    /** @throws RuntimeFailure when the text would become another one */
    void require(String what, String text) {
        if (!encoding.equalsIgnoreCase("UTF-8") && !StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
            throw new RuntimeFailure("%s is %s: for characters other than ASCII, start the host with LC_ALL=C.UTF-8"
                    .formatted(what, text));
        }
    }
}
