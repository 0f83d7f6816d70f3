package dev.hathora.operator.host.runtime.kubernetes;

import java.util.concurrent.CompletionStage;

import dev.hathora.operator.controller.kubernetes.InformerFailure;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts informers that never give up. */
final class Informers {
    private static final Logger log = LoggerFactory.getLogger(Informers.class);

    private Informers() {}

    /** Starts an informer. It tries again after every error. */
    static void start(SharedIndexInformer<?> informer) {
        CompletionStage<Void> unused = informer.exceptionHandler((begun, error) -> {
            log.warn("{}s can't be watched, which is tried again: {}", informer.getApiTypeClass().getSimpleName(),
                    InformerFailure.of(error).words());
            return true;
        }).start();
    }
}
