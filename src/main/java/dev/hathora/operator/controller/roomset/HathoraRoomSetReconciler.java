package dev.hathora.operator.controller.roomset;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.controller.memory.KnownSets;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimited;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;

/**
 * Connects the framework to {@link SetPass}. Each change of a room requeues its set, so passes of a set are limited:
 * many changes lead to one pass, and one write of status.
 */
@RateLimited(maxReconciliations = 2, within = 1)
@ControllerConfiguration(name = HathoraRoomSetReconciler.NAME, triggerReconcilerOnAllEvents = true,
        generationAwareEventProcessing = false, informer = @Informer(comparableResourceVersions = false),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.MINUTES))
final class HathoraRoomSetReconciler implements Reconciler<HathoraRoomSet> {
    static final String NAME = "hathoraroomset";
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

    private final SetPass pass;
    private final SetWakeUps wakeUps;
    private final KnownSets known;
    private final Map<ResourceID, TrackedSet> tracked = new ConcurrentHashMap<>();

    HathoraRoomSetReconciler(SetPass pass, SetWakeUps wakeUps, KnownSets known) {
        this.pass = pass;
        this.wakeUps = wakeUps;
        this.known = known;
    }

    @Override
    public List<EventSource<?, HathoraRoomSet>> prepareEventSources(EventSourceContext<HathoraRoomSet> context) {
        wakeUps.connect(context.getPrimaryCache());
        return List.of(wakeUps);
    }

    @Override
    public UpdateControl<HathoraRoomSet> reconcile(HathoraRoomSet cached, Context<HathoraRoomSet> context) {
        ResourceID id = ResourceID.fromResource(cached);
        if (context.isPrimaryResourceDeleted()) {
            TrackedSet gone = tracked.remove(id);
            if (gone != null) {
                known.remove(gone.uid());
            }
            return UpdateControl.noUpdate();
        }
        HathoraRoomSet set = wakeUps.latest(cached);
        String uid = set.getMetadata().getUid();
        TrackedSet memory = tracked.compute(id,
                (key, before) -> before != null && before.uid().equals(uid) ? before : new TrackedSet(uid));
        try {
            return pass.run(set, memory).map(HathoraRoomSetReconciler::comeBack).orElseGet(UpdateControl::noUpdate);
        } catch (Error e) {
            // the framework catches exceptions only, and would never reconcile the resource again
            throw new IllegalStateException("The pass ended with an error", e);
        }
    }

    private static UpdateControl<HathoraRoomSet> comeBack(Duration pause) {
        Duration atLeast = pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
        return UpdateControl.<HathoraRoomSet>noUpdate()
                .rescheduleAfter(atLeast.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : atLeast);
    }
}
