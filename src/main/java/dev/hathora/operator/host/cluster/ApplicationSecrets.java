package dev.hathora.operator.host.cluster;

import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

import dev.hathora.operator.api.CredentialsSecretRef;
import dev.hathora.operator.host.applications.SecretRefs;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/**
 * The Secrets of applications. They are read and written by name, and never listed or watched, because a right to do
 * that is a right to read all Secrets of a namespace. So a changed one counts after {@link #KEPT}.
 */
final class ApplicationSecrets {
    /** How long a Secret may be used without being read again. */
    static final Duration KEPT = Duration.ofSeconds(10);

    private static final String APP_SECRET_SUFFIX = "-app-secret";
    private static final String APP_SECRET_KEY = "secret";
    private static final String MISSING = "which does not exist in this namespace: create it with the label "
            + CredentialsSecretRef.LABEL + "=true, or refer to another one";
    private static final String UNLABELLED = "which is not labelled for use with Hathora: if it is meant, set its label "
            + CredentialsSecretRef.LABEL + "=true";
    private static final String UNREADABLE = "which the host may not read: allow its ServiceAccount to get Secrets here";

    private final KubernetesClient client;
    private final InstantSource clock;
    private final Map<Place, Read> read = new HashMap<>();
    private final Map<String, Made> made = new HashMap<>();

    ApplicationSecrets(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    private record Place(String namespace, String name) {}

    private record Read(Instant at, SecretRefs.Lookup found) {}

    /** What was written for a resource, and why it was not. */
    private record Made(Instant at, String secret, @Nullable String problem) {
        /** When. */
        @Override
        public String toString() {
            return "Made[" + at + "]";
        }
    }

    /**
     * A Secret that an application refers to.
     *
     * @throws KubernetesClientException if it can't be found out whether it exists
     */
    SecretRefs.Lookup find(String namespace, String name) {
        Instant now = clock.instant();
        read.values().removeIf(old -> isOld(old.at(), now));
        return read.computeIfAbsent(new Place(namespace, name), place -> new Read(now, fetch(place))).found();
    }

    private static boolean isOld(Instant at, Instant now) {
        return !now.isBefore(at.plus(KEPT));
    }

    private SecretRefs.Lookup fetch(Place place) {
        Secret secret;
        try {
            secret = client.secrets().inNamespace(place.namespace()).withName(place.name()).get();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return new SecretRefs.Unusable(UNREADABLE);
            }
            throw e;
        }
        if (secret == null) {
            return new SecretRefs.Unusable(MISSING);
        }
        Map<String, String> labels = secret.getMetadata().getLabels();
        if (labels == null || !"true".equals(labels.get(CredentialsSecretRef.LABEL))) {
            return new SecretRefs.Unusable(UNLABELLED);
        }
        Map<String, String> values = new HashMap<>();
        if (secret.getData() != null) {
            secret.getData().forEach((key, value) -> values.put(key,
                    new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        }
        return new SecretRefs.Found(values);
    }

    /** The name of the Secret with the secret of an application, from which its Pods take it. */
    static String appSecretName(HasMetadata application) {
        return application.getMetadata().getName() + APP_SECRET_SUFFIX;
    }

    /**
     * Keeps the Secret with an application's secret up to date, also if the application names a Secret of its own. The
     * resource owns it.
     *
     * @return why it can't be written, and what to do; null if it is as it should be
     */
    @Nullable
    String publish(HasMetadata application, String secret) {
        Instant now = clock.instant();
        made.values().removeIf(old -> isOld(old.at(), now));
        Made last = made.get(application.getMetadata().getUid());
        if (last == null || !last.secret().equals(secret)) {
            last = new Made(now, secret, write(application, secret));
            made.put(application.getMetadata().getUid(), last);
        }
        return last.problem();
    }

    private @Nullable String write(HasMetadata application, String secret) {
        String namespace = application.getMetadata().getNamespace();
        String name = appSecretName(application);
        Map<String, String> data = Map.of(APP_SECRET_KEY,
                Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
        try {
            Secret existing = client.secrets().inNamespace(namespace).withName(name).get();
            if (existing == null) {
                Secret unused = client.resource(secret(application, name, data)).create();
            } else if (!isOwned(existing, application)) {
                return "Secret " + name + " already exists and does not belong to this resource: remove it, or give the"
                        + " application another name";
            } else if (!data.equals(existing.getData())) {
                Secret unused = client.resource(new SecretBuilder(existing).withData(data).build()).update();
            }
            return null;
        } catch (KubernetesClientException e) {
            return "Secret " + name + " can't be written: " + (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                    ? "allow the ServiceAccount of the host to get, create and update Secrets here"
                    : "the API server answered " + e.getCode());
        }
    }

    private static boolean isOwned(Secret secret, HasMetadata application) {
        return secret.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(application.getMetadata().getUid()));
    }

    private static Secret secret(HasMetadata application, String name, Map<String, String> data) {
        return new SecretBuilder().withNewMetadata().withName(name)
                .withNamespace(application.getMetadata().getNamespace())
                .addToLabels("app.kubernetes.io/managed-by", "hathora-host")
                .withOwnerReferences(new OwnerReferenceBuilder().withApiVersion(application.getApiVersion())
                        .withKind(application.getKind()).withName(application.getMetadata().getName())
                        .withUid(application.getMetadata().getUid()).withController(true).build())
                .endMetadata().withType("Opaque").withData(data).build();
    }
}
