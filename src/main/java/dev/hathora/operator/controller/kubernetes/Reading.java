package dev.hathora.operator.controller.kubernetes;

import java.util.Map;

import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;

/** How the framework's informer of a namespace fares. */
public enum Reading {
    /** It has never read the namespace. */
    NOT_YET,

    /** It has read the namespace, and hears of no changes at the moment. */
    INTERRUPTED,

    /** It hears of changes. */
    WATCHING;

    /**
     * Asks the framework.
     *
     * @param controller has been started
     * @param namespace may be {@link WatchedNamespaces#ALL}
     */
    public static Reading of(RegisteredController<?> controller, String namespace) {
        String name = namespace.equals(WatchedNamespaces.ALL) ? Constants.WATCH_ALL_NAMESPACES : namespace;
        for (InformerWrappingEventSourceHealthIndicator<?> source : controller.getControllerHealthInfo()
                .informerEventSourceHealthIndicators().values()) {
            Map<String, InformerHealthIndicator> informers = source.informerHealthIndicators();
            InformerHealthIndicator informer = informers.get(name);
            if (informer != null && informer.hasSynced()) {
                return informer.isRunning() && informer.isWatching() ? WATCHING : INTERRUPTED;
            }
        }
        return NOT_YET;
    }
}
