package dev.hathora.operator.controller.roomset;

import java.time.InstantSource;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.controller.kubernetes.KubernetesRequests;
import dev.hathora.operator.controller.memory.KnownSets;
import dev.hathora.operator.controller.report.Events;
import dev.hathora.operator.controller.report.OperatorObserver;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import org.jspecify.annotations.Nullable;

/** Wires the controller for sets, and connects it to the cache of rooms. */
public final class SetController {
    private final KnownSets known = new KnownSets();
    private final SetRooms rooms = new SetRooms();
    private final SetWakeUps wakeUps = new SetWakeUps();
    private final Reconciler<HathoraRoomSet> reconciler;

    /**
     * What a set's rooms get from the operator's settings.
     *
     * @param api the origin of Hathora's API
     * @param defaultAppId the application for templates that name none; null: there is none
     * @param selector the label selector of the resources that the operator watches; null: all
     */
    public record Settings(String api, @Nullable String defaultAppId, @Nullable String selector) {}

    /**
     * @param client the client of the cluster
     * @param requests limits concurrent requests
     * @param events writes events
     * @param observer told what is done
     * @param clock the time of day
     * @param random for the names of rooms, and for jitter
     */
    public SetController(KubernetesClient client, KubernetesRequests requests, Events events,
            OperatorObserver observer, Settings settings, InstantSource clock, RandomGenerator random) {
        SetStore store = new SetStore(client, requests);
        SetSteps steps = new SetSteps(store, rooms, known, clock, random);
        Templates templates = new Templates(client.getKubernetesSerialization(), settings.defaultAppId(),
                new WatchSelector(settings.selector()));
        reconciler = new HathoraRoomSetReconciler(new SetPass(store, rooms, steps, new SetEvents(events, observer),
                wakeUps, templates, known, settings.api(), clock), wakeUps, known);
    }

    /** What the rooms' controller knows of sets. */
    public KnownSets known() {
        return known;
    }

    /** All cached sets. */
    public Stream<HathoraRoomSet> sets() {
        return wakeUps.resources();
    }

    /** The reconciler, to be registered with the framework. */
    public Reconciler<HathoraRoomSet> reconciler() {
        return reconciler;
    }

    /** Uses this cache of rooms. Must be called before its informer starts. */
    public void index(IndexerResourceCache<HathoraRoom> cache) {
        rooms.index(cache);
    }

    /** A room was added, changed or removed. Does not block. */
    public void roomChanged(HathoraRoom room) {
        wakeUps.roomChanged(room);
    }

    /** Requeues sets that the framework lost. To be called at intervals while this replica leads. */
    public void sweep() {
        wakeUps.wakeOverlooked(known);
    }
}
