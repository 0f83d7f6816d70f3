package dev.hathora.operator.host.runtime.kubernetes;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.host.brain.ProcessView;
import dev.hathora.operator.host.model.GameProcess;
import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.runtime.GameOutput;
import dev.hathora.operator.host.runtime.GameRuntime;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

/**
 * Runs game servers as Pods of a cluster. A Pod is created once and deleted once; everything else is read from what
 * informers show. Several hosts may use a cluster and a namespace: each touches the Pods of its database only.
 */
public final class KubernetesRuntime implements GameRuntime {
    /** The shortest grace period that waits for the kubelet. With 0, a game could outlive its Pod. */
    private static final long AT_ONCE = 1;
    private static final long WITHOUT_KUBELET = 0;

    private final PodApi api;
    private final InstantSource clock;
    private final TlsProxy tls;
    private final RuntimeId id;
    private final Disruption disruption;
    private final Warnings warnings;
    private final PortCheck ports = new PortCheck(this::changed);
    /** Why Pods could not be created, by record. */
    private final ConcurrentMap<String, String> refused = new ConcurrentHashMap<>();
    /** The container in which each Pod's game was first seen. */
    private final ConcurrentMap<String, String> containers = new ConcurrentHashMap<>();
    /** The records of Pods that are being deleted, until an informer shows it. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private volatile Consumer<String> listener = processId -> {
        // There is no listener yet.
    };
    private volatile @Nullable Watched watched;

    private KubernetesRuntime(PodApi api, InstantSource clock, TlsProxy tls) {
        this.api = api;
        this.clock = clock;
        this.tls = tls;
        id = new RuntimeId(api.clusterId(), "the Kubernetes cluster " + api.client().getMasterUrl());
        disruption = new Disruption(api, clock);
        warnings = new Warnings(api, clock);
    }

    /**
     * Connects to a cluster.
     *
     * @param client is not closed
     * @param namespaces where Pods are created; empty for all namespaces
     * @param tls terminates TLS in front of games
     * @throws RuntimeFailure if the cluster can't be reached, or the host lacks rights
     */
    public static KubernetesRuntime open(KubernetesClient client, Set<String> namespaces, TlsProxy tls) {
        return open(client, namespaces, tls, InstantSource.system());
    }

    static KubernetesRuntime open(KubernetesClient client, Set<String> namespaces, TlsProxy tls, InstantSource clock) {
        return new KubernetesRuntime(new PodApi(client, namespaces), clock, tls);
    }

    @Override
    public RuntimeId id() {
        return id;
    }

    /** Pods bear the id of their database. From now on, those of this one are watched. */
    @Override
    public void belongTo(String databaseId) {
        Map<String, String> labels = PodNames.ofDatabase(databaseId);
        // an informer would only log that a right is missing
        api.list(Map.of(PodNames.DATABASE, databaseId, PodNames.PROCESS, "none"));
        GamePods pods = new GamePods(api, labels, this::changed, clock);
        Nodes nodes = new Nodes(api, this::nodeChanged);
        Watched now = new Watched(new GamePod(databaseId, tls), pods, nodes, EndedPods.start(api, pods, clock));
        watched = now;
        now.awaitSynced();
    }

    @Override
    public boolean serves(String namespace) {
        return api.namespaces().isEmpty() || api.namespaces().contains(namespace);
    }

    private Watched watched() {
        Watched now = watched;
        if (now == null) {
            throw new RuntimeFailure("it is not known yet which database the Pods belong to");
        }
        return now;
    }

    @Override
    public void watch(Consumer<String> changed) {
        listener = changed;
    }

    private void changed(String processId) {
        listener.accept(processId);
    }

    private void nodeChanged(String name) {
        Watched now = watched;
        if (now != null) {
            now.pods().all().stream().filter(pod -> name.equals(pod.getSpec().getNodeName()))
                    .flatMap(pod -> PodNames.processId(pod).stream()).forEach(this::changed);
        }
    }

    @Override
    public void start(Launch launch) {
        String processId = launch.process().processId();
        try {
            Optional<Pod> last = watched().pods().last(processId);
            if (last.isPresent() && !(view(launch.process(), last.get()) instanceof ProcessView.Rejected)) {
                return;
            }
            last.ifPresent(pod -> makeWay(launch.process(), pod));
            create(launch, watched().pod().of(launch));
            refused.remove(processId);
        } catch (RuntimeFailure e) {
            refused.put(processId, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** Nothing ever ran in it. */
    private void makeWay(GameProcess record, Pod rejected) {
        api.delete(rejected, WITHOUT_KUBELET);
        watched().pods().noteReplaced(record.processId());
        if (PodProblem.isWithoutPort(rejected, clock.instant())) {
            List<ExposedPort> chosen = record.ports();
            // which one of several is taken is not told
            int any = Math.floorMod(rejected.getMetadata().getUid().hashCode(), chosen.size());
            throw new PortTaken(chosen.get(any).port());
        }
    }

    private void create(Launch launch, Pod pod) {
        disruption.prevent(pod.getMetadata().getNamespace());
        Optional<Pod> created = api.create(pod).or(() -> watched().pods().existing(pod));
        created.ifPresentOrElse(watched().pods()::noteCreated, () -> {
            throw new RuntimeFailure("the name %s in namespace %s is taken by another Pod: delete that"
                    .formatted(launch.process().processId(), pod.getMetadata().getNamespace()));
        });
        disruption.restore(pod.getMetadata().getNamespace());
    }

    @Override
    public void terminate(String processId) {
        watched().pods().last(processId).filter(pod -> !PodView.isOver(pod)).ifPresent(pod -> delete(pod, null));
    }

    @Override
    public void kill(String processId) {
        watched().pods().last(processId).filter(pod -> !PodView.isOver(pod)).ifPresent(pod -> {
            if (watched().nodes().find(pod.getSpec().getNodeName()) instanceof NodeView.Gone) {
                api.delete(pod, WITHOUT_KUBELET);
            } else {
                // the kubelet kills what was told to end before
                delete(pod, AT_ONCE);
            }
        });
    }

    private void delete(Pod pod, @Nullable Long grace) {
        String uid = pod.getMetadata().getUid();
        if (pod.getMetadata().getDeletionTimestamp() == null && told.add(uid)) {
            try {
                api.delete(pod, grace);
            } catch (RuntimeFailure e) {
                told.remove(uid);
                throw e;
            }
        }
    }

    @Override
    public ProcessView view(GameProcess record) {
        if (!record.runtimeId().equals(id.id())) {
            return new ProcessView.Unknown("it runs elsewhere");
        }
        Watched now = watched;
        if (now == null) {
            return new ProcessView.Unknown("it is not known yet which database the Pods belong to");
        }
        if (now.ended().isForgotten(record.processId())) {
            return new ProcessView.Gone();
        }
        return switch (now.pods().find(record)) {
            case GamePods.Found.Unknown u -> new ProcessView.Unknown(u.why());
            case GamePods.Found.Present p -> view(record, p.pod());
            case GamePods.Found.Deleted d -> absent(record, new ProcessView.Ended(false, d.cause()));
            case GamePods.Found.Absent a -> absent(record, new ProcessView.Gone());
        };
    }

    /** A Pod that made way for another one, which was then refused, has not ended a game. */
    private ProcessView absent(GameProcess record, ProcessView view) {
        String problem = refused.get(record.processId());
        return problem == null ? view : new ProcessView.Rejected(problem);
    }

    private ProcessView view(GameProcess record, Pod pod) {
        String uid = pod.getMetadata().getUid();
        NodeView node = watched().nodes().find(pod.getSpec().getNodeName());
        ProcessView view = new PodView(record, pod, node, container(pod), ports.hasAnswered(uid), "", clock.instant())
                .process();
        if (view instanceof ProcessView.Waiting w && w.problem().isEmpty()) {
            view = new ProcessView.Waiting(pod.getSpec().getNodeName() == null ? "" : warnings.of(pod));
        }
        boolean unbound = view instanceof ProcessView.Running running && !running.bound();
        if ((unbound || view instanceof ProcessView.Waiting) && node instanceof NodeView.Known) {
            StartingGame game = new StartingGame(record, uid, watched().pods(), watched().nodes());
            if (game.isAwaited()) {
                ports.begin(record.processId(), uid, game::target);
            }
        }
        return view;
    }

    private @Nullable String container(Pod pod) {
        String now = PodView.game(pod).map(ContainerStatus::getContainerID).filter(any -> !any.isEmpty()).orElse(null);
        return now == null ? null : containers.computeIfAbsent(pod.getMetadata().getUid(), uid -> now);
    }

    @Override
    public Collection<String> known() {
        Watched now = watched();
        return now.pods().all().stream().flatMap(pod -> PodNames.processId(pod).stream())
                .filter(processId -> !now.ended().isForgotten(processId)).toList();
    }

    @Override
    public void forget(String processId) {
        Watched now = watched();
        refused.remove(processId);
        now.pods().forget(processId);
        now.pods().last(processId).ifPresent(pod -> {
            boolean lost = now.nodes().find(pod.getSpec().getNodeName()) instanceof NodeView.Gone;
            if (PodView.hasEnded(pod) || lost || PodView.isOver(pod)) {
                now.ended().forget(pod, lost);
                String uid = pod.getMetadata().getUid();
                containers.remove(uid);
                told.remove(uid);
                ports.forget(uid);
                warnings.forget(uid);
            }
        });
    }

    @Override
    public GameOutput output(String processId) {
        return new PodOutput(api, watched().pods().last(processId).orElse(null));
    }

    @Override
    public void close() {
        listener = processId -> {
            // There is no listener any more.
        };
        ports.close();
        Watched now = watched;
        if (now != null) {
            now.close();
        }
    }
}
