package dev.hathora.operator.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.controller.ResourceSerialization;
import io.fabric8.kubernetes.api.model.ClusterBuilder;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** A namespace of its own on the API server, and the work that users would make there. */
final class Stand implements AutoCloseable {
    private static final int AT_ONCE = 16;
    private static final File CRD = new File("crds/hathorarooms.hathora.dev-v1.yml");
    private static final PatchContext MERGE = new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();

    private final KubernetesClient client;
    private final String namespace;
    private final Path kubeconfig;
    private final SeenRooms seen;
    private final ExecutorService users = Executors.newFixedThreadPool(AT_ONCE);

    /**
     * @param kubeconfig of an administrator
     * @param directory where a kubeconfig for the contestant is put
     */
    Stand(Path kubeconfig, Path directory) {
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        config.setMaxConcurrentRequestsPerHost(AT_ONCE * 2);
        client = new KubernetesClientBuilder().withConfig(config)
                .withKubernetesSerialization(ResourceSerialization.create()).build();
        var crd = client.apiextensions().v1().customResourceDefinitions().load(CRD).forceConflicts().serverSideApply();
        client.resource(crd).waitUntilCondition(c -> c.getStatus().getConditions().stream()
                .anyMatch(x -> x.getType().equals("Established") && x.getStatus().equals("True")), 30,
                TimeUnit.SECONDS);
        namespace = client.resource(new NamespaceBuilder().withNewMetadata().withGenerateName("hathora-benchmark-")
                .endMetadata().build()).create().getMetadata().getName();
        this.kubeconfig = giveAccess(config, directory.resolve("kubeconfig"));
        seen = new SeenRooms(rooms().inNamespace(namespace));
    }

    /** With a token, as in a Pod: a client with a certificate reads its kubeconfig again and again. */
    private Path giveAccess(Config admin, Path file) {
        var account = new ServiceAccountBuilder().withNewMetadata().withName("contestant").withNamespace(namespace)
                .endMetadata().build();
        client.resource(account).create();
        client.resource(new RoleBindingBuilder().withNewMetadata().withName("contestant").withNamespace(namespace)
                .endMetadata().withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                .addNewSubject("", "ServiceAccount", "contestant", namespace).build()).create();
        String token = client.serviceAccounts().inNamespace(namespace).withName("contestant").tokenRequest(
                new TokenRequestBuilder().withNewSpec().withExpirationSeconds(7200L).endSpec().build()).getStatus()
                .getToken();
        var cluster = new ClusterBuilder().withServer(admin.getMasterUrl()).withCertificateAuthority(admin
                .getCaCertFile()).withCertificateAuthorityData(admin.getCaCertData()).build();
        var access = new ConfigBuilder().withCurrentContext("it")
                .addNewCluster().withName("it").withCluster(cluster).endCluster()
                .addNewUser().withName("it").withNewUser().withToken(token).endUser().endUser()
                .addNewContext().withName("it").withNewContext().withCluster("it").withUser("it").endContext()
                .endContext().build();
        try {
            return Files.writeString(file, client.getKubernetesSerialization().asYaml(access));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        forAll(IntStream.range(0, number).mapToObj("room-%05d"::formatted).toList(), this::create);
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

    /** Gives all resources another configuration. */
    void changeConfig() {
        forAll(seen.names(), name -> patch(name,
                "{\"spec\":{\"roomConfig\":\"{\\\"mode\\\":\\\"casual\\\"}\"}}"));
    }

    /** Asks for the deletion of all resources. */
    void deleteAll() {
        forAll(seen.names(), name -> rooms().inNamespace(namespace).withName(name)
                .withPropagationPolicy(DeletionPropagation.BACKGROUND).delete());
    }

    /** By an object: found by name, it would be read before. */
    private void patch(String name, String change) {
        HathoraRoom room = new HathoraRoom();
        room.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
        client.resource(room).patch(MERGE, change);
    }

    private void forAll(Collection<String> names, Consumer<String> work) {
        List<CompletableFuture<Void>> all = names.stream()
                .map(name -> CompletableFuture.runAsync(() -> work.accept(name), users)).toList();
        all.forEach(CompletableFuture::join);
    }

    /** How many events the cluster tells about these resources. */
    int events() {
        return client.v1().events().inNamespace(namespace).list().getItems().size();
    }

    private MixedOperation<HathoraRoom, ?, Resource<HathoraRoom>> rooms() {
        return client.resources(HathoraRoom.class);
    }

    /** Removes everything, also what is left behind because a contestant was too slow. */
    @Override
    public void close() {
        try (client; users) {
            seen.close();
            var rest = client.resources(HathoraRoom.class).inNamespace(namespace).list().getItems().stream()
                    .map(room -> room.getMetadata().getName()).toList();
            forAll(rest, name -> patch(name, "{\"metadata\":{\"finalizers\":null}}"));
            client.namespaces().withName(namespace).delete();
            // what is left of one must not be a burden to the next
            client.namespaces().withName(namespace).waitUntilCondition(Objects::isNull, 60, TimeUnit.SECONDS);
        }
    }
}
