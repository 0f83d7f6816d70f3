package dev.hathora.operator.controller.kubernetes;

import java.net.HttpURLConnection;

import dev.hathora.operator.api.ShortText;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * An error response of the Kubernetes API, in words for users.
 *
 * @param code the HTTP status; 0 or less: there was no response
 * @param words its message on one line, at most {@value #MAX_WORDS} characters; empty: it has none
 */
public record KubernetesAnswer(int code, String words) {
    private static final int MAX_WORDS = 300;
    private static final int TOO_MANY_REQUESTS = 429;

    /** The response behind an exception of the client. */
    public static KubernetesAnswer of(KubernetesClientException e) {
        String said = e.getStatus() == null || e.getStatus().getMessage() == null ? "" : e.getStatus().getMessage();
        String line = said.replaceAll("[\\p{C}\\s]+", " ").strip();
        return new KubernetesAnswer(e.getCode(), ShortText.of(line, MAX_WORDS));
    }

    /** For example {@code the API server says 403, events is forbidden: …}. */
    @Override
    public String toString() {
        // the client's message differs with each attempt that gets no response
        return isMissing()
                ? "the API server gave no answer"
                : "the API server says " + code + (words.isEmpty() ? "" : ", " + words);
    }

    /**
     * Whether the cause is on the side of the API server or of a webhook, and not the request itself, so that a retry
     * may succeed.
     */
    public boolean mayPass() {
        return !isTooLarge()
                && (isMissing() || code == TOO_MANY_REQUESTS || code >= HttpURLConnection.HTTP_INTERNAL_ERROR);
    }

    /** Whether there was no response. */
    boolean isMissing() {
        return code <= 0;
    }

    /** Whether the object exceeds the size limit of etcd. If etcd itself rejects it, the code is 500. */
    boolean isTooLarge() {
        return code == HttpURLConnection.HTTP_ENTITY_TOO_LARGE || words.contains("request is too large");
    }

    /** Whether the namespace in which something was to be created is being deleted, or gone. */
    public boolean isOfEndingNamespace() {
        return code == HttpURLConnection.HTTP_NOT_FOUND
                || (code == HttpURLConnection.HTTP_FORBIDDEN && words.contains("being terminated"));
    }

    /** Whether RBAC denies the request. Quotas, webhooks and namespaces that are being deleted cause 403 as well. */
    public boolean lacksRight() {
        return code == HttpURLConnection.HTTP_FORBIDDEN && words.contains(" cannot ");
    }
}
