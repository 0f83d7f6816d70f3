package dev.hathora.operator.host.runtime.kubernetes;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The nodes of the cluster, kept up to date by an informer. */
final class Nodes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Nodes.class);

    private final PodApi api;
    private final Consumer<String> changed;
    private final SharedIndexInformer<Node> informer;
    private final ConcurrentMap<String, NodeView> views = new ConcurrentHashMap<>();
    private final ToldOnce problem = new ToldOnce(log, "It can't be checked whether a node still exists");

    /** @param changed is called with the name of a node that has changed in a way that matters to its Pods */
    Nodes(PodApi api, Consumer<String> changed) {
        this.api = api;
        this.changed = changed;
        informer = api.client().nodes().runnableInformer(0);
        Informers.start(informer.itemStore(new ReducedStateItemStore<>(ReducedStateItemStore.NAME_KEY_STATE, Node.class,
                api.client().getKubernetesSerialization())).addEventHandler(new Handler()));
    }

    private final class Handler implements ResourceEventHandler<Node> {
        @Override
        public void onAdd(Node node) {
            note(node.getMetadata().getName(), NodeView.of(node));
        }

        @Override
        public void onUpdate(Node before, Node node) {
            note(node.getMetadata().getName(), NodeView.of(node));
        }

        @Override
        public void onDelete(Node node, boolean unseen) {
            note(node.getMetadata().getName(), null);
        }

        /** Kubelets write to their nodes all the time. */
        private void note(String name, @Nullable NodeView view) {
            NodeView before = view == null ? views.remove(name) : views.put(name, view);
            if (view == null || !view.equals(before)) {
                changed.accept(name);
            }
        }
    }

    /** Whether all nodes were listed once. */
    boolean isSynced() {
        return informer.hasSynced();
    }

    /** A node by its name, which is null or empty for a Pod without a node. */
    NodeView find(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return new NodeView.Unknown();
        }
        NodeView view = views.get(name);
        if (view != null) {
            return view;
        }
        return isSynced() ? ask(name) : new NodeView.Unknown();
    }

    /** A new node may have a Pod before the informer shows it. */
    private NodeView ask(String name) {
        try {
            Optional<Node> node = api.node(name);
            problem.succeeded();
            return node.map(NodeView::of).orElseGet(NodeView.Gone::new);
        } catch (RuntimeFailure e) {
            problem.failed(e);
            return new NodeView.Unknown();
        }
    }

    @Override
    public void close() {
        informer.close();
    }
}
