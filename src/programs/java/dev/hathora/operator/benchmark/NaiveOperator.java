package dev.hathora.operator.benchmark;

import java.net.URI;
import java.time.Duration;

import dev.hathora.operator.cloud.CallObserver;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.http.HttpHathoraCloud;
import io.javaoperatorsdk.operator.Operator;

/** An operator with the framework's defaults, around a {@link NaiveReconciler}. */
final class NaiveOperator {
    private NaiveOperator() {}

    /** Runs until a signal ends it. */
    public static void main(String[] args) {
        HathoraCloud cloud = new HttpHathoraCloud(URI.create(System.getenv("HATHORA_API_URL")),
                () -> System.getenv("HATHORA_DEV_TOKEN"), HttpHathoraCloud.newHttpClient(), CallObserver.NONE);
        Operator operator = new Operator();
        operator.installShutdownHook(Duration.ZERO);
        operator.register(new NaiveReconciler(cloud, System.getenv("HATHORA_APP_ID"),
                Duration.parse("PT" + System.getenv("POLL_INTERVAL"))),
                config -> config.settingNamespace(System.getenv("WATCH_NAMESPACES")));
        operator.start();
    }
}
