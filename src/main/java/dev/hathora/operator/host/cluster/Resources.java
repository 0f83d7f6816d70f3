package dev.hathora.operator.host.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

import dev.hathora.operator.api.ApiGroup;
import dev.hathora.operator.api.hathoraapplication.HathoraApplication;
import dev.hathora.operator.controller.kubernetes.InformerFailure;
import dev.hathora.operator.controller.kubernetes.NameOnly;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HathoraApplications of the cluster: what there is, from informers, and the writes of the host. They are read as
 * JSON, so that one with values that this version does not know is not in the way of the others.
 *
 * <p>Writes are JSON patches. Each tests the uid, so that none hits a resource that was recreated. Status has no other
 * writer, so its patch does not depend on the version of the resource.
 */
final class Resources implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Resources.class);
    private static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup(ApiGroup.NAME).withVersion("v1alpha1").withKind("HathoraApplication")
            .withPlural("hathoraapplications").withNamespaced(true).build();
    private static final PatchContext JSON = PatchContext.of(PatchType.JSON);
    private static final String ALL = "";

    private final KubernetesClient client;
    private final Map<String, SharedIndexInformer<GenericKubernetesResource>> informers = new TreeMap<>();

    /**
     * Watches resources.
     *
     * @param namespaces where; empty for all namespaces
     * @param changed called after each change, by a thread that must not be blocked
     */
    Resources(KubernetesClient client, Set<String> namespaces, Runnable changed) {
        this.client = client;
        var all = client.genericKubernetesResources(KIND);
        if (namespaces.isEmpty()) {
            informers.put(ALL, all.inAnyNamespace().runnableInformer(0));
        }
        namespaces.forEach(namespace -> informers.put(namespace, all.inNamespace(namespace).runnableInformer(0)));
        informers.values().forEach(informer -> start(informer, changed));
    }

    private static void start(SharedIndexInformer<GenericKubernetesResource> informer, Runnable changed) {
        CompletionStage<Void> unused = informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(GenericKubernetesResource resource) {
                changed.run();
            }

            @Override
            public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
                changed.run();
            }

            @Override
            public void onDelete(GenericKubernetesResource resource, boolean unknown) {
                changed.run();
            }
        }).exceptionHandler((begun, error) -> {
            log.warn("HathoraApplications can't be watched, which is tried again: {}",
                    InformerFailure.of(error).words());
            return true;
        }).start();
    }

    /** All of them, as far as they can be read. */
    List<GenericKubernetesResource> all() {
        List<GenericKubernetesResource> all = new ArrayList<>();
        informers.values().forEach(informer -> all.addAll(informer.getStore().list()));
        return all;
    }

    /** Whether all resources of a namespace are known, so that one that is missing does not exist. */
    boolean isComplete(String namespace) {
        SharedIndexInformer<?> informer = informers.getOrDefault(namespace, informers.get(ALL));
        return informer != null && informer.hasSynced();
    }

    /** Keeps a resource, when it is deleted, until {@link #release}. */
    void hold(GenericKubernetesResource resource) {
        if (!resource.hasFinalizer(HathoraApplication.FINALIZER)) {
            boolean first = resource.getFinalizers().isEmpty();
            patch(resource, null, """
                    {"op": "test", "path": "/metadata/resourceVersion", "value": "%s"},
                    {"op": "add", "path": "/metadata/finalizers%s", "value": %s}""".formatted(
                    resource.getMetadata().getResourceVersion(), first ? "" : "/-",
                    (first ? "[\"%s\"]" : "\"%s\"").formatted(HathoraApplication.FINALIZER)));
        }
    }

    /** Lets a resource go that is being deleted. */
    void release(GenericKubernetesResource resource) {
        int ours = resource.getFinalizers().indexOf(HathoraApplication.FINALIZER);
        if (ours >= 0) {
            patch(resource, null, """
                    {"op": "test", "path": "/metadata/finalizers/%1$d", "value": "%2$s"},
                    {"op": "remove", "path": "/metadata/finalizers/%1$d"}""".formatted(ours,
                    HathoraApplication.FINALIZER));
        }
    }

    /** @param status the whole status as JSON */
    void writeStatus(GenericKubernetesResource resource, String status) {
        patch(resource, "status", "{\"op\": \"add\", \"path\": \"/status\", \"value\": " + status + "}");
    }

    private void patch(GenericKubernetesResource resource, @Nullable String subresource, String operations) {
        GenericKubernetesResource named = NameOnly.of(resource, new GenericKubernetesResource());
        named.setApiVersion(resource.getApiVersion());
        named.setKind(resource.getKind());
        var target = client.genericKubernetesResources(KIND).inNamespace(resource.getMetadata().getNamespace())
                .resource(named);
        String patch = "[{\"op\": \"test\", \"path\": \"/metadata/uid\", \"value\": \""
                + resource.getMetadata().getUid() + "\"}, " + operations + "]";
        GenericKubernetesResource unused = subresource == null
                ? target.patch(JSON, patch)
                : target.subresource(subresource).patch(JSON, patch);
    }

    @Override
    public void close() {
        informers.values().forEach(SharedIndexInformer::stop);
    }
}
