package dev.hathora.operator.controller.kubernetes;

import java.net.HttpURLConnection;

import dev.hathora.operator.api.ShortText;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * What the Kubernetes API said against a request, in words for users.
 *
 * @param code the HTTP status; 0: there was no answer
 * @param words its message on one line, at most {@value #MAX_WORDS} characters; empty: it said nothing
 */
public record KubernetesAnswer(int code, String words) {
    private static final int MAX_WORDS = 300;
    private static final int TOO_MANY_REQUESTS = 429;

    public static KubernetesAnswer of(KubernetesClientException e) {
        String said = e.getStatus() == null || e.getStatus().getMessage() == null ? "" : e.getStatus().getMessage();
        String line = said.replaceAll("[\\p{C}\\s]+", " ").strip();
        return new KubernetesAnswer(e.getCode(), ShortText.of(line, MAX_WORDS));
    }

    /** For example {@code the API server says 403, events is forbidden: …}. */
    @Override
    public String toString() {
        // each attempt without an answer fails in other words
        return code == 0
                ? "the API server gave no answer"
                : "the API server says " + code + (words.isEmpty() ? "" : ", " + words);
    }

    /** Whether it is the API server's trouble, or that of a webhook, and not what was asked for. */
    public boolean mayPass() {
        return !isTooLarge()
                && (code == 0 || code == TOO_MANY_REQUESTS || code >= HttpURLConnection.HTTP_INTERNAL_ERROR);
    }

    /** Whether the object would be larger than etcd takes. Where etcd itself says so, the code is 500. */
    boolean isTooLarge() {
        return code == HttpURLConnection.HTTP_ENTITY_TOO_LARGE || words.contains("request is too large");
    }

    /** Whether RBAC refuses. Quotas, webhooks and namespaces that are being deleted say 403 as well. */
    public boolean lacksRight() {
        return code == HttpURLConnection.HTTP_FORBIDDEN && words.contains(" cannot ");
    }
}
