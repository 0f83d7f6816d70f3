package dev.hathora.operator.testing;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives every test the same patience for what must happen: a minute, instead of Awaitility's ten seconds. Classes run
 * concurrently, so what takes a moment may wait for a processor for seconds. JUnit finds this class by itself.
 */
public final class DefaultPatience implements BeforeAllCallback {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(PATIENCE);
    }
}
