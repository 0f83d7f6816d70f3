package dev.hathora.operator.controller;

import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

import dev.hathora.operator.api.Connection;
import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.api.HathoraRoomStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the connection details of a room in the Secret that spec names, under the keys of the Service Binding
 * specification. The Secret belongs to the resource and goes with it; one that belongs to nobody or to somebody else is
 * never touched. Secrets are read and written by name only.
 */
final class ConnectionSecrets {
    /** The kind of service, as workloads ask for it. */
    static final String TYPE = "hathora-room";
    private static final String PROVIDER = "hathora";

    private final KubernetesClient client;
    private final KubernetesRequests requests;

    ConnectionSecrets(KubernetesClient client, KubernetesRequests requests) {
        this.client = client;
        this.requests = requests;
    }

    /**
     * Brings the Secret up to date with a status. No call where spec names none and none was named before.
     *
     * @throws SecretUnavailableException when it can't be written, saying why and what to do
     */
    void publish(HathoraRoom room, HathoraRoomStatus status) {
        String wanted = room.getSpec() == null || room.getSpec().connectionSecret() == null
                ? null
                : room.getSpec().connectionSecret().name();
        HathoraRoomStatus before = room.getStatus();
        String last = before == null || before.binding() == null ? null : before.binding().name();
        try {
            if (last != null && !last.equals(wanted)) {
                requests.run(() -> remove(room, last));
            }
            if (wanted != null) {
                requests.run(() -> write(room, wanted, data(status)));
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                throw new SecretUnavailableException("The operator may not write Secret " + wanted + " in namespace "
                        + room.getMetadata().getNamespace() + ": allow its ServiceAccount to get, create, update and"
                        + " delete Secrets there, or remove spec.connectionSecret");
            }
            throw e;
        }
    }

    private void write(HathoraRoom room, String name, Map<String, String> data) {
        Secret existing = client.secrets().inNamespace(room.getMetadata().getNamespace()).withName(name).get();
        if (existing == null) {
            client.resource(secret(room, name, data)).create();
        } else if (!isOwned(existing, room)) {
            throw new SecretUnavailableException(
                    "Secret " + name + " exists and does not belong to this resource: choose"
                            + " another name in spec.connectionSecret, or remove the Secret");
        } else if (!data.equals(existing.getData())) {
            client.resource(new SecretBuilder(existing).withData(data).build()).update();
        }
    }

    private void remove(HathoraRoom room, String name) {
        Secret existing = client.secrets().inNamespace(room.getMetadata().getNamespace()).withName(name).get();
        if (existing != null && isOwned(existing, room)) {
            client.resource(existing).delete();
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
                .endMetadata().withType("servicebinding.io/" + TYPE).withData(data).build();
    }

    private static Map<String, String> data(HathoraRoomStatus status) {
        Map<String, String> data = new TreeMap<>();
        put(data, "type", TYPE);
        put(data, "provider", PROVIDER);
        put(data, "room-id", status.roomId());
        put(data, "app-id", status.appId());
        if (status.connection() != null) {
            put(data, "", status.connection());
            status.additionalPorts().forEach(port -> put(data, port.name() + "-", port));
        }
        return data;
    }

    private static void put(Map<String, String> data, String prefix, Connection connection) {
        put(data, prefix + "host", connection.host());
        put(data, prefix + "port", String.valueOf(connection.port()));
        put(data, prefix + "transport", connection.transportType());
        put(data, prefix + "uri", connection.transportType() + "://" + connection.address());
    }

    private static void put(Map<String, String> data, String key, @Nullable String value) {
        if (value != null) {
            data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** The Secret can't be written. The message says why, and what to do. */
    static final class SecretUnavailableException extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        SecretUnavailableException(String message) {
            super(message);
        }
    }
}
