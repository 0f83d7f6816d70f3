package dev.hathora.operator.host.runtime.kubernetes;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import org.slf4j.Logger;

/** Logs that something can't be read when that begins, instead of at each attempt. */
final class ToldOnce {
    private final Logger log;
    private final String words;
    private final AtomicBoolean told = new AtomicBoolean();

    /** @param words what can't be read, with what that means */
    ToldOnce(Logger log, String words) {
        this.log = log;
        this.words = words;
    }

    void failed(RuntimeFailure e) {
        if (told.compareAndSet(false, true)) {
            log.warn("{}: {}", words, e.getMessage());
        }
    }

    void succeeded() {
        told.set(false);
    }
}
