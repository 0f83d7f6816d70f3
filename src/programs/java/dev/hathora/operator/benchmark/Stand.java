package dev.hathora.operator.benchmark;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.controller.kubernetes.ResourceSerialization;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** A separate namespace on the API server, and the users' actions in it. */
final class Stand implements AutoCloseable {
    private static final int AT_ONCE = 16;
    private static final int A_FEW = 500;
    private static final List<File> CRDS = List.of(new File("crds/hathorarooms.hathora.dev-v1.yml"),
            new File("crds/hathoraroomsets.hathora.dev-v1.yml"));
    private static final PatchContext MERGE = new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();

    private final KubernetesClient client;
    private final String namespace;
    private final Path kubeconfig;
    private final SeenRooms seen;
    private final Deadline deadline;
    private final ExecutorService users = Executors.newFixedThreadPool(AT_ONCE);

    private Stand(KubernetesClient client, String namespace, Path kubeconfig, Deadline deadline) {
        this.client = client;
        this.namespace = namespace;
        this.kubeconfig = kubeconfig;
        this.deadline = deadline;
        seen = new SeenRooms(rooms().inNamespace(namespace));
    }

    /** Makes one, with a kubeconfig for the contestant. */
    static Stand open(Options options, Deadline deadline) {
        Config config = Config.fromKubeconfig(options.kubeconfig().toFile());
        config.setMaxConcurrentRequestsPerHost(AT_ONCE * 2);
        KubernetesClient client = new KubernetesClientBuilder().withConfig(config)
                .withKubernetesSerialization(ResourceSerialization.create()).build();
        String namespace = null;
        try {
            for (File file : CRDS) {
                var crd = client.apiextensions().v1().customResourceDefinitions().load(file).forceConflicts()
                        .serverSideApply();
                client.resource(crd).waitUntilCondition(c -> c.getStatus().getConditions().stream()
                        .anyMatch(x -> x.getType().equals("Established") && x.getStatus().equals("True")), 30,
                        TimeUnit.SECONDS);
            }
            namespace = client.resource(new NamespaceBuilder().withNewMetadata().withGenerateName("hathora-benchmark-")
                    .endMetadata().build()).create().getMetadata().getName();
            return new Stand(client, namespace,
                    Access.give(client, namespace, options.directory().resolve("kubeconfig")),
                    deadline);
        } catch (RuntimeException e) {
            if (namespace != null) {
                client.namespaces().withName(namespace).delete();
            }
            client.close();
            throw e;
        }
    }

    String namespace() {
        return namespace;
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    SeenRooms seen() {
        return seen;
    }

    /** Makes so many resources, as fast as the API server takes them. */
    void create(int number) {
        forAll(deadline, IntStream.range(0, number).mapToObj("room-%05d"::formatted).toList(), this::create);
        deadline.await("all resources are made", Duration.ofSeconds(60), () -> seen.count() == number);
    }

    void create(String name) {
        HathoraRoom room = client.getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoom
                metadata: {name: %s, namespace: %s}
                spec: {region: Chicago, roomConfig: '{"mode":"ranked","map":"harbour"}'}
                """.formatted(name, namespace), HathoraRoom.class);
        client.resource(room).create();
    }

    /** Makes a set of this many rooms, which are like those of {@link #create(String)}, or scales it. */
    void scaleSet(String name, int replicas) {
        HathoraRoomSet unused = client.resource(client.getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoomSet
                metadata: {name: %s, namespace: %s}
                spec:
                  replicas: %d
                  template:
                    spec: {region: Chicago, roomConfig: '{"mode":"ranked","map":"harbour"}'}
                """.formatted(name, namespace, replicas), HathoraRoomSet.class)).forceConflicts().serverSideApply();
    }

    /** The resourceVersion of a set, which changes with each write. */
    String setVersion(String name) {
        return client.resources(HathoraRoomSet.class).inNamespace(namespace).withName(name).get().getMetadata()
                .getResourceVersion();
    }

    /**
     * Changes all resources.
     *
     * @param spec a patch of it
     */
    void change(String spec) {
        forAll(deadline, seen.names(), name -> patch(name, "{\"spec\":%s}".formatted(spec)));
    }

    /** Asks for the deletion of all resources. */
    void deleteAll() {
        delete(seen.names());
    }

    void delete(Collection<String> names) {
        forAll(deadline, names, name -> rooms().inNamespace(namespace).withName(name)
                .withPropagationPolicy(DeletionPropagation.BACKGROUND).delete());
    }

    /** By an object: found by name, it would be read before. */
    private void patch(String name, String change) {
        HathoraRoom room = new HathoraRoom();
        room.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
        client.resource(room).patch(MERGE, change);
    }

    /** Applies an action to all, a few at a time. It stops when the time is over. */
    private void forAll(Deadline until, Collection<String> names, Consumer<String> work) {
        List<CompletableFuture<Void>> all = names.stream()
                .map(name -> CompletableFuture.runAsync(() -> {
                    if (!until.isOver()) {
                        work.accept(name);
                    }
                }, users)).toList();
        all.forEach(CompletableFuture::join);
    }

    /** What the API server was asked to write so far, by anybody. */
    ApiServerRequests requests(Options options) {
        return ApiServerRequests.read(client, options.metrics());
    }

    private MixedOperation<HathoraRoom, ?, Resource<HathoraRoom>> rooms() {
        return client.resources(HathoraRoom.class);
    }

    /**
     * Removes everything, including what a slow contestant left behind. It waits only if there are many resources,
     * which would slow down the next trial. A few resources are gone before the next trial starts.
     */
    @Override
    public void close() {
        Deadline longest = deadline.ofCleanUp();
        try (client; users) {
            seen.close();
            // first, or it would make more rooms
            client.resources(HathoraRoomSet.class).inNamespace(namespace).list().getItems()
                    .forEach(set -> client.resource(set).patch(MERGE, "{\"metadata\":{\"finalizers\":null}}"));
            client.resources(HathoraRoomSet.class).inNamespace(namespace).delete();
            List<HathoraRoom> rest = client.resources(HathoraRoom.class).inNamespace(namespace).list().getItems();
            forAll(longest, rest.stream().filter(room -> !room.getFinalizers().isEmpty())
                    .map(room -> room.getMetadata().getName()).toList(),
                    name -> patch(name, "{\"metadata\":{\"finalizers\":null}}"));
            client.namespaces().withName(namespace).delete();
            if (rest.size() > A_FEW && !longest.reached(Duration.ofSeconds(60),
                    () -> client.namespaces().withName(namespace).get() == null)) {
                System.out.println("  namespace " + namespace + " is not gone yet; see to it that it goes");
            }
        }
    }
}
