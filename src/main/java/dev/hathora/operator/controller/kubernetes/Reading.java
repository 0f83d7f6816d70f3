package dev.hathora.operator.controller.kubernetes;

import java.util.Map;

import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;

/** The state of the framework's informer for a namespace, from worst to best. */
public enum Reading {
    /** The namespace has never been listed. */
    NOT_YET,

    /** The namespace has been listed, but no changes are received at present. */
    INTERRUPTED,

    /** Changes are received. */
    WATCHING;

    /**
     * Reads the state from the framework.
     *
     * @param controller must have been started
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
