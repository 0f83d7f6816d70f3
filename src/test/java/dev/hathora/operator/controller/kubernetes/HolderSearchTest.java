package dev.hathora.operator.controller.kubernetes;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.room.Contender;
import dev.hathora.operator.room.Contender.Hold;
import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who else wants a room, as far as an operator may know. */
@RealApiServer
class HolderSearchTest {
    private static final PolicyRule LIST = new PolicyRuleBuilder().withApiGroups(HathoraRoom.GROUP)
            .withResources("hathorarooms").withVerbs("list").build();
    private static final String EVERYWHERE = "";

    private final TestCluster here;
    private final TestCluster elsewhere;
    private final AtomicInteger refused = new AtomicInteger();

    HolderSearchTest(TestCluster shared) {
        here = TestCluster.withNewNamespace(shared.client());
        elsewhere = TestCluster.withNewNamespace(shared.client());
    }

    @AfterEach
    void clear() {
        here.clear();
        elsewhere.clear();
        here.client().rbac().clusterRoleBindings().withName(here.namespace()).delete();
        here.client().rbac().clusterRoles().withName(here.namespace()).delete();
    }

    private HathoraRoom create(TestCluster cluster, String name, String spec) {
        return cluster.client().resource(cluster.client().getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoom
                metadata: {name: %s, namespace: %s}
                spec: {region: Tokyo, %s}
                """.formatted(name, cluster.namespace(), spec), HathoraRoom.class)).create();
    }

    private HathoraRoom wants(TestCluster cluster, String name) {
        return create(cluster, name, "roomId: " + here.namespace());
    }

    private List<Contender> others(HolderSearch search, HathoraRoom room) {
        return search.others(room, here.namespace());
    }

    private HolderSearch search(KubernetesClient client, Set<String> namespaces) {
        return new HolderSearch(client, new KubernetesRequests(), namespaces, InstantSource.system(), 1);
    }

    @Test
    void findsWhoWantsTheRoomForItselfInAllNamespaces() {
        HathoraRoom self = wants(here, "self");
        wants(here, "same");
        HathoraRoom other = wants(elsewhere, "other");
        create(elsewhere, "observer", "roomId: %s, managementPolicy: ObserveOnly".formatted(here.namespace()));
        create(elsewhere, "another", "roomId: another-" + here.namespace());
        create(elsewhere, "derived", "roomConfig: x");

        assertThat(others(search(here.client(), Set.of()), self))
                .extracting(Contender::resource)
                .containsExactlyInAnyOrder(here.namespace() + "/same", elsewhere.namespace() + "/other");
        assertThat(others(search(here.client(), Set.of()), self)).contains(new Contender(
                elsewhere.namespace() + "/other", other.getMetadata().getUid(),
                other.getMetadata().getCreationTimestamp(), false, Hold.WANTED));
    }

    @Test
    void whereFieldsCanNotBeSelectedAllAreListed() {
        HathoraRoom self = wants(here, "self");
        wants(elsewhere, "other");
        create(elsewhere, "another", "roomId: another-" + here.namespace());
        // a field that this server can't select by, as an older one can by none
        try (KubernetesClient older = through(here.client().getConfiguration(), new Interceptor() {
            @Override
            public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                builder.uri(URI.create(request.uri().toString().replace("spec.roomId", "spec.deploymentId")));
            }
        })) {
            assertThat(others(search(older, Set.of()), self)).extracting(Contender::resource)
                    .containsExactly(elsewhere.namespace() + "/other");
        }
    }

    @Test
    void reachesAsFarAsTheOperatorsRights() {
        HathoraRoom self = wants(here, "self");
        wants(here, "same");
        wants(elsewhere, "other");
        KubernetesClient admin = here.client();
        String namespace = here.namespace();
        admin.resource(new ServiceAccountBuilder().withNewMetadata().withName("op").withNamespace(namespace)
                .endMetadata().build()).create();
        admin.resource(new RoleBuilder().withNewMetadata().withName("op").withNamespace(namespace).endMetadata()
                .withRules(LIST).build()).create();
        admin.resource(new RoleBindingBuilder().withNewMetadata().withName("op").withNamespace(namespace).endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", "op")
                .addNewSubject("", "ServiceAccount", "op", namespace).build()).create();
        Config account = account("op");
        try (KubernetesClient operator = counting(account);
                KubernetesClient observer = new KubernetesClientBuilder().withConfig(account).build()) {
            awaitMayList(observer, namespace);
            // a namespace that it watches and may not read, as after its RoleBinding is gone
            Set<String> watched = Set.of(namespace, elsewhere.namespace());
            assertThat(others(search(operator, watched), self)).extracting(Contender::resource)
                    .containsExactly(namespace + "/same");
            assertThat(refused).as("requests beyond its rights, but for the namespace that it watches").hasValue(1);

            admin.resource(new ClusterRoleBuilder().withNewMetadata().withName(namespace).endMetadata()
                    .withRules(LIST).build()).create();
            admin.resource(new ClusterRoleBindingBuilder().withNewMetadata().withName(namespace).endMetadata()
                    .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", namespace)
                    .addNewSubject("", "ServiceAccount", "op", namespace).build()).create();
            awaitMayList(observer, EVERYWHERE);

            assertThat(others(search(operator, Set.of(namespace)), self)).extracting(Contender::resource)
                    .containsExactlyInAnyOrder(namespace + "/same", elsewhere.namespace() + "/other");
        }
    }

    /** The API server learns of a right that was granted a moment later. */
    private static void awaitMayList(KubernetesClient client, String namespace) {
        SelfSubjectAccessReview question = new SelfSubjectAccessReviewBuilder().withNewSpec()
                .withNewResourceAttributes().withGroup(HathoraRoom.GROUP).withResource("hathorarooms").withVerb("list")
                .withNamespace(namespace).endResourceAttributes().endSpec().build();
        await("may list rooms in '" + namespace + "'").until(() -> client.authorization().v1()
                .selfSubjectAccessReview().create(question).getStatus().getAllowed());
    }

    private Config account(String serviceAccount) {
        Config admin = here.client().getConfiguration();
        Config config = Config.empty();
        config.setMasterUrl(admin.getMasterUrl());
        config.setCaCertFile(admin.getCaCertFile());
        config.setCaCertData(admin.getCaCertData());
        config.setOauthToken(here.token(serviceAccount));
        return config;
    }

    /** Counts what is refused. */
    private KubernetesClient counting(Config config) {
        return through(config, new Interceptor() {
            @Override
            public void after(HttpRequest request, HttpResponse<?> response,
                    AsyncBody.Consumer<List<ByteBuffer>> consumer) {
                if (response.code() == 403) {
                    refused.incrementAndGet();
                }
            }
        });
    }

    private static KubernetesClient through(Config config, Interceptor interceptor) {
        return new KubernetesClientBuilder().withConfig(config)
                .withKubernetesSerialization(ResourceSerialization.create())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("test", interceptor)).build();
    }
}
