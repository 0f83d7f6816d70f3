package dev.hathora.operator.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Set;

import javax.net.ssl.SSLHandshakeException;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.controller.kubernetes.LeaseName;
import dev.hathora.operator.settings.Setting;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks at startup whether the cluster can be used. This runs before the framework starts. The framework would report
 * a missing CRD or permission in hundreds of lines, and an unreachable API server only after two minutes, when the Pod
 * has already been restarted.
 */
final class ClusterAccess {
    /** The timeout of one attempt. Four attempts with delays of 1, 2 and 4 s take half a minute. */
    private static final int TRY_MILLIS = 5_000;
    private static final int RETRIES = 3;
    private static final int FIRST_PAUSE_MILLIS = 1_000;
    private static final int TOO_MANY_REQUESTS = 429;

    private static final Logger log = LoggerFactory.getLogger(ClusterAccess.class);

    private final KubernetesClient client;
    private final Set<String> namespaces;
    private final @Nullable LeaseName lease;

    /**
     * @param client the operator's client
     * @param namespaces the namespaces to watch; empty means all
     * @param lease the lease for leader election; null if there is none
     */
    ClusterAccess(KubernetesClient client, Set<String> namespaces, @Nullable LeaseName lease) {
        this.client = client.newClient(new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                .withRequestTimeout(TRY_MILLIS).withRequestRetryBackoffLimit(RETRIES)
                .withRequestRetryBackoffInterval(FIRST_PAUSE_MILLIS).build()).adapt(KubernetesClient.class);
        this.namespaces = namespaces;
        this.lease = lease;
    }

    /**
     * Lists rooms, and checks the permissions for the lease.
     *
     * @throws KubernetesClientException if the cluster can't be used: see {@link #advice}
     */
    void require() {
        requireRooms();
        if (lease != null) {
            for (String verb : List.of("create", "get", "update")) {
                require(new ResourceAttributesBuilder().withGroup("coordination.k8s.io").withResource("leases")
                        .withName(lease.name()).withNamespace(lease.namespace()).withVerb(verb).build());
            }
        }
    }

    /**
     * Looks for one namespace that can be listed. If the server does not answer, does not know the CRD or does not
     * accept the credentials, that applies to all namespaces. A problem with a single namespace does not prevent the
     * start: the operator reports the namespace and retries.
     */
    private void requireRooms() {
        var all = client.resources(HathoraRoom.class);
        List<AnyNamespaceOperation<HathoraRoom, ?, ?>> watched = namespaces.isEmpty()
                ? List.of(all.inAnyNamespace())
                : List.copyOf(namespaces.stream().map(all::inNamespace).toList());
        ListOptions one = new ListOptionsBuilder().withLimit(1L).build();
        for (AnyNamespaceOperation<HathoraRoom, ?, ?> rooms : watched) {
            try {
                rooms.list(one);
                return;
            } catch (KubernetesClientException e) {
                if (!isAboutOneNamespace(e)) {
                    throw e;
                }
                log.debug("Not every namespace can be read", e);
            }
        }
    }

    /**
     * Permissions are granted per namespace. A resource that the API server can't read makes the list of its namespace
     * fail.
     */
    private static boolean isAboutOneNamespace(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN || e.getCode() == TOO_MANY_REQUESTS
                || e.getCode() >= HttpURLConnection.HTTP_INTERNAL_ERROR;
    }

    private static boolean isUnanswered(KubernetesClientException e) {
        return e.getCode() <= 0;
    }

    private void require(ResourceAttributes right) {
        if (isDenied(right)) {
            throw new KubernetesClientException("it may not %s %s %s in namespace %s".formatted(right.getVerb(),
                    right.getResource(), right.getName(), right.getNamespace()),
                    HttpURLConnection.HTTP_FORBIDDEN, null);
        }
    }

    private boolean isDenied(ResourceAttributes right) {
        try {
            SubjectAccessReviewStatus status = client.authorization().v1().selfSubjectAccessReview().create(
                    new SelfSubjectAccessReviewBuilder().withNewSpec().withResourceAttributes(right).endSpec().build())
                    .getStatus();
            return status != null && Boolean.FALSE.equals(status.getAllowed());
        } catch (KubernetesClientException e) {
            // even this check may be forbidden; then the first use shows the result
            log.debug("Cannot ask for the right to {} {}", right.getVerb(), right.getResource(), e);
            return false;
        }
    }

    /** One line that says what is wrong with the cluster, and what to do. */
    String advice(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            // if there was no answer, the cause says why
            if (cause instanceof KubernetesClientException kubernetes && !isUnanswered(kubernetes)) {
                return switch (kubernetes.getCode()) {
                    case HttpURLConnection.HTTP_NOT_FOUND -> "the cluster does not know HathoraRooms: apply the CRD"
                            + " (kubectl apply -f crds/)";
                    case HttpURLConnection.HTTP_UNAUTHORIZED -> "the cluster does not accept the credentials: "
                            + kubernetes.getMessage();
                    case HttpURLConnection.HTTP_FORBIDDEN -> "the cluster does not allow it: give the operator's"
                            + " ServiceAccount the rights of the Helm chart, or correct "
                            + Setting.LEADER_ELECTION_NAMESPACE.variable() + ": " + kubernetes.getMessage();
                    case HttpURLConnection.HTTP_PROXY_AUTH -> "the proxy" + proxy() + " requires a valid user and "
                            + "password: set them in " + Setting.HTTPS_PROXY.variable()
                            + " or in the kubeconfig's proxy-url, as in http://user:password@proxy.example.com:3128";
                    default -> "the Kubernetes API at " + client.getMasterUrl() + " can't be used: "
                            + kubernetes.getMessage();
                };
            }
            if (cause instanceof IOException io) {
                return unreachable(io);
            }
        }
        return rootMessage(problem);
    }

    private String unreachable(IOException problem) {
        Throwable reason = problem;
        // Fabric8 wraps the original exception
        while (reason.getClass().equals(IOException.class) && reason.getCause() != null) {
            reason = reason.getCause();
        }
        return reason instanceof SSLHandshakeException
                ? "the certificate of the Kubernetes API at " + client.getMasterUrl()
                        + " is not trusted: add its CA to the kubeconfig, or set " + Setting.HATHORA_CA_FILE.variable()
                        + ": "
                        + reason.getMessage()
                : "the Kubernetes API at " + client.getMasterUrl() + " can't be reached" + through()
                        + ": check its address, the network, and network policies: " + reason;
    }

    private String through() {
        return client.getConfiguration().getHttpsProxy() == null ? "" : " through the proxy" + proxy();
    }

    private String proxy() {
        String proxy = client.getConfiguration().getHttpsProxy();
        // without the scheme, and without the password
        return proxy == null ? "" : " " + proxy.replaceFirst("(?s)^.*@|^http://", "");
    }

    /** The message of the root cause. */
    static String rootMessage(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
