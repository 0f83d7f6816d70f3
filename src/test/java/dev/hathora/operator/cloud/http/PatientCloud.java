package dev.hathora.operator.cloud.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Supplier;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.HathoraCloud;

/**
 * Hathora's API as tests call it themselves: they have time, while an operator has to go on. Classes run concurrently and
 * start processes, so an answer that takes a moment may wait for a processor for many seconds.
 */
public final class PatientCloud {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private PatientCloud() {}

    /** A client that waits for answers for minutes. */
    public static HathoraCloud of(URI api, Supplier<String> token, HttpClient client) {
        return new HttpHathoraCloud(api, token, HttpRoute.of(client), CallObserver.NONE,
                new HttpHathoraCloud.Timeouts(TIMEOUT, TIMEOUT));
    }
}
