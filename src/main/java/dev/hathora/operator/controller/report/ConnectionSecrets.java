package dev.hathora.operator.controller.report;

import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

import dev.hathora.operator.api.hathoraroom.Binding;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroom.HathoraRoomStatus;
import dev.hathora.operator.controller.kubernetes.KubernetesAnswer;
import dev.hathora.operator.controller.kubernetes.KubernetesRequests;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the {@linkplain ConnectionDetails connection details} of a room to the Secret that spec names. The resource
 * owns the Secret, which is garbage-collected with it. A Secret without owner, or with another owner, is never changed.
 * Secrets are read and written by name only. Thread-safe.
 */
public final class ConnectionSecrets {
    private static final Logger log = LoggerFactory.getLogger(ConnectionSecrets.class);

    /** The retry delays: for a cause that only a person can fix, and for one that may pass. */
    private static final Duration AGAIN = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final KubernetesRequests requests;

    /**
     * @param client the client of the cluster
     * @param requests limits concurrent requests
     */
    public ConnectionSecrets(KubernetesClient client, KubernetesRequests requests) {
        this.client = client;
        this.requests = requests;
    }

    /**
     * Brings the Secret up to date with a status. Makes no call if spec names no Secret and status named none. If spec
     * names another Secret than status, the new Secret is written first, and then the old one is deleted.
     *
     * @return the Secret that workloads should use; null: none
     * @throws SecretUnavailableException if the Secret can't be written or deleted; the message says why and what to do
     * @throws KubernetesClientException on a conflict, which the next pass resolves
     */
    @Nullable
    Binding publish(HathoraRoom room, HathoraRoomStatus status) {
        String wanted = wanted(room);
        String last = bound(room);
        if (wanted != null) {
            attempt("written", room, wanted, () -> write(room, wanted, ConnectionDetails.of(status)));
        }
        if (last != null && !last.equals(wanted)) {
            attempt("removed", room, last, () -> remove(room, last));
        }
        return wanted == null ? null : new Binding(wanted);
    }

    /**
     * Brings an existing Secret up to date with the status of a resource that is being deleted, or whose new Secret
     * can't be written. Creates nothing, and ignores errors: the Secret is deleted together with its resource.
     */
    void update(HathoraRoom room, HathoraRoomStatus status) {
        String name = bound(room);
        try {
            Secret existing = name == null ? null : read(room, name);
            if (existing != null && isOwned(existing, room)) {
                update(existing, ConnectionDetails.of(status));
            }
        } catch (KubernetesClientException e) {
            log.debug("Secret {} was not brought up to date: {}", name, e.getMessage());
        }
    }

    private static @Nullable String wanted(HathoraRoom room) {
        return room.getSpec() == null || room.getSpec().connectionSecret() == null
                ? null
                : room.getSpec().connectionSecret().name();
    }

    private static @Nullable String bound(HathoraRoom room) {
        HathoraRoomStatus status = room.getStatus();
        return status == null || status.binding() == null ? null : status.binding().name();
    }

    private static void attempt(String what, HathoraRoom room, String name, Runnable call) {
        try {
            call.run();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                // a concurrent change: the next pass reads the present state
                throw e;
            }
            KubernetesAnswer answer = KubernetesAnswer.of(e);
            throw new SecretUnavailableException(name, false, answer.mayPass() ? SOON : AGAIN,
                    "Secret " + name + " in namespace "
                            + room.getMetadata().getNamespace() + " can't be " + what + ": " + answer + ". "
                            + remedy(answer));
        }
    }

    private static String remedy(KubernetesAnswer answer) {
        return answer.lacksRight()
                ? "Allow the operator's ServiceAccount to get, create, update and delete Secrets there, or remove"
                        + " spec.connectionSecret"
                : "Fix the problem that the API server reports, or choose another name in spec.connectionSecret";
    }

    private @Nullable Secret read(HathoraRoom room, String name) {
        return requests.send(
                () -> client.secrets().inNamespace(room.getMetadata().getNamespace()).withName(name).get());
    }

    private void write(HathoraRoom room, String name, Map<String, String> data) {
        Secret existing = read(room, name);
        if (existing == null) {
            Secret created = requests.send(client.resource(secret(room, name, data))::create);
            log.debug("Created Secret {}", created.getMetadata().getName());
        } else if (!isOwned(existing, room)) {
            throw new SecretUnavailableException(name, true, AGAIN,
                    "Secret " + name + " already exists and does not belong to this resource: choose another name in "
                            + "spec.connectionSecret, or remove the Secret");
        } else {
            update(existing, data);
        }
    }

    private void update(Secret existing, Map<String, String> data) {
        Map<String, String> encoded = encoded(data);
        if (!encoded.equals(existing.getData())) {
            Secret updated = requests
                    .send(client.resource(new SecretBuilder(existing).withData(encoded).build())::update);
            log.debug("Updated Secret {}", updated.getMetadata().getName());
        }
    }

    private void remove(HathoraRoom room, String name) {
        Secret existing = read(room, name);
        if (existing != null && isOwned(existing, room)) {
            requests.run(client.resource(existing)::delete);
        }
    }

    private static boolean isOwned(Secret secret, HathoraRoom room) {
        return secret.getMetadata().getOwnerReferences().stream().map(OwnerReference::getUid)
                .anyMatch(uid -> uid.equals(room.getMetadata().getUid()));
    }

    private static Secret secret(HathoraRoom room, String name, Map<String, String> data) {
        return new SecretBuilder().withNewMetadata().withName(name).withNamespace(room.getMetadata().getNamespace())
                .addToLabels("app.kubernetes.io/managed-by", "hathora-operator")
                .withOwnerReferences(new OwnerReferenceBuilder().withApiVersion(room.getApiVersion())
                        .withKind(room.getKind()).withName(room.getMetadata().getName())
                        .withUid(room.getMetadata().getUid()).withController(true).build())
                .endMetadata().withType("servicebinding.io/" + ConnectionDetails.TYPE).withData(encoded(data)).build();
    }

    private static Map<String, String> encoded(Map<String, String> data) {
        Map<String, String> encoded = new TreeMap<>();
        data.forEach((key, value) -> encoded.put(key,
                Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        return encoded;
    }

    /** The Secret can't be written or deleted. The message says why, and what to do. */
    static final class SecretUnavailableException extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final String name;
        private final boolean foreign;
        private final Duration again;

        SecretUnavailableException(String name, boolean foreign, Duration again, String message) {
            super(message);
            this.name = name;
            this.foreign = foreign;
            this.again = again;
        }

        /** The delay before the retry. */
        Duration again() {
            return again;
        }

        /**
         * The Secret that status names from now on. It is the previous one, so that it can be deleted later, unless
         * that Secret turned out to belong to somebody else.
         */
        @Nullable
        Binding keep(@Nullable Binding before) {
            return before != null && foreign && before.name().equals(name) ? null : before;
        }
    }
}
