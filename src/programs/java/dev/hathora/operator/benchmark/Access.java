package dev.hathora.operator.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.fabric8.kubernetes.api.model.ClusterBuilder;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;

/** The contestants' access to the API server. */
final class Access {
    private Access() {}

    /** Uses a token, as in a Pod, because a client with a certificate reads its kubeconfig repeatedly. */
    static Path give(KubernetesClient client, String namespace, Path file) {
        Config admin = client.getConfiguration();
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
}
