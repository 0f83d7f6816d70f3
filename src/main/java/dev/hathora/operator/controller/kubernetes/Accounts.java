package dev.hathora.operator.controller.kubernetes;

import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.hathora.operator.api.CredentialsSecretRef;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.controller.memory.Account;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/**
 * Selects the Hathora token for a resource: the token in the Secret that the resource names, otherwise the operator's
 * own. Secrets are read by name when a room is polled or reconciled; they are never listed or watched. Thread-safe.
 */
public final class Accounts {
    /** How long a token may be used without reading its Secret again. After a 401 it is read again at once. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final KubernetesRequests requests;
    private final boolean labelRequired;
    private final Supplier<Optional<String>> operatorToken;
    private final Function<String, Account> connect;
    private final InstantSource clock;
    private final Map<String, Account> byToken = new ConcurrentHashMap<>();
    private final Map<Place, Reading> readings = new ConcurrentHashMap<>();
    private Set<Account> unused = Set.of();

    /**
     * @param client the client of the cluster
     * @param requests limits concurrent requests
     * @param labelRequired whether a Secret needs the label {@link CredentialsSecretRef#LABEL}. Without this
     *     requirement, anybody who may write a resource can have any Secret of its namespace sent to Hathora
     * @param operatorToken reads the operator's own token; empty: it has none
     * @param connect creates the account of a token; called once per token
     * @param clock the time of day
     */
    public Accounts(KubernetesClient client, KubernetesRequests requests, boolean labelRequired,
            Supplier<Optional<String>> operatorToken, Function<String, Account> connect, InstantSource clock) {
        this.client = client;
        this.requests = requests;
        this.labelRequired = labelRequired;
        this.operatorToken = operatorToken;
        this.connect = connect;
        this.clock = clock;
    }

    /** Where a token is stored. */
    private record Place(String namespace, CredentialsSecretRef ref) {
        /** Null: the operator's own token is used. */
        static @Nullable Place of(HathoraRoom room) {
            CredentialsSecretRef ref = room.getSpec() == null ? null : room.getSpec().credentialsSecretRef();
            return ref == null ? null : new Place(room.getMetadata().getNamespace(), ref);
        }
    }

    /** A token that is being read, or was read a moment ago. Many rooms that share a Secret share its reads. */
    private record Reading(Instant at, FutureTask<String> token) {
        boolean isFresh(Instant now) {
            return now.isBefore(at.plus(MOMENT));
        }
    }

    /**
     * The account to use for a resource now. The same token always has the same instance.
     *
     * @throws MissingCredentialsException if there is no token; the message says what is missing where
     * @throws KubernetesClientException if the Secret can't be read for another reason
     */
    public Account of(HathoraRoom room) {
        Place place = Place.of(room);
        return byToken.computeIfAbsent(place == null ? operatorToken() : token(place), connect);
    }

    /**
     * The same as {@link #of}, but always reads the Secret again. For use after a 401.
     *
     * @throws MissingCredentialsException if there is no token
     */
    public Account anew(HathoraRoom room) {
        Place place = Place.of(room);
        if (place != null) {
            readings.remove(place);
        }
        return of(room);
    }

    /** How a message to users names the token of a resource. */
    public static String nameOfToken(HathoraRoom room) {
        Place place = Place.of(room);
        return place == null
                ? "the operator's own token"
                : "the token in Secret " + place.ref().name() + " under the key " + place.ref().key();
    }

    /**
     * Removes the accounts of tokens that are no longer used; otherwise rotation would accumulate them. To be called at
     * intervals. An account is removed if it was unused in two calls in a row, because a pass notes its account only
     * some time after asking for it.
     */
    public synchronized void keepOnly(Set<Account> inUse) {
        Set<Account> idle = new HashSet<>(byToken.values());
        idle.removeAll(inUse);
        byToken.values().removeIf(account -> idle.contains(account) && unused.contains(account));
        unused = idle;
    }

    private String token(Place place) {
        Instant now = clock.instant();
        readings.values().removeIf(reading -> !reading.isFresh(now));
        Reading reading = readings.computeIfAbsent(place,
                p -> new Reading(now, new FutureTask<>(() -> read(p.namespace(), p.ref()))));
        // the first caller reads the Secret, the others wait for the result
        reading.token().run();
        try {
            return reading.token().get();
        } catch (ExecutionException e) {
            readings.remove(place, reading);
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a token was read", e);
        }
    }

    private String operatorToken() {
        try {
            return operatorToken.get().orElseThrow(() -> new MissingCredentialsException(
                    "The operator has no Hathora token of its own: set spec.credentialsSecretRef, or start the operator"
                            + " with HATHORA_DEV_TOKEN or HATHORA_DEV_TOKEN_FILE"));
        } catch (IllegalStateException e) {
            throw new MissingCredentialsException("The operator's own Hathora token can't be read: " + e.getMessage());
        }
    }

    private String read(String namespace, CredentialsSecretRef ref) {
        Secret secret = secret(namespace, ref.name());
        if (secret == null) {
            throw new MissingCredentialsException("There is no Secret " + ref.name() + " in namespace " + namespace
                    + ": create it with the Hathora token under the key " + ref.key()
                    + (labelRequired ? " and the label " + CredentialsSecretRef.LABEL + "=true" : ""));
        }
        if (labelRequired && !isLabelled(secret)) {
            throw new MissingCredentialsException("Secret " + ref.name() + " in namespace " + namespace
                    + " is not labelled for use with Hathora. If its value under the key " + ref.key()
                    + " is a Hathora token: kubectl -n " + namespace + " label secret " + ref.name() + " "
                    + CredentialsSecretRef.LABEL + "=true");
        }
        String encoded = secret.getData() == null ? null : secret.getData().get(ref.key());
        String token = encoded == null
                ? ""
                : new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8)
                        .strip();
        if (token.isEmpty()) {
            throw new MissingCredentialsException("Secret " + ref.name() + " in namespace " + namespace
                    + " has no value under the key " + ref.key() + ": put the Hathora token there");
        }
        return token;
    }

    private static boolean isLabelled(Secret secret) {
        Map<String, String> labels = secret.getMetadata().getLabels();
        return labels != null && "true".equals(labels.get(CredentialsSecretRef.LABEL));
    }

    private @Nullable Secret secret(String namespace, String name) {
        try {
            return requests.send(() -> client.secrets().inNamespace(namespace).withName(name).get());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                throw new MissingCredentialsException("The operator may not read Secret " + name + " in namespace "
                        + namespace + ": grant its ServiceAccount the verb get for it");
            }
            throw e;
        }
    }

    /** There is no token. The message says which token is missing, and what to do. */
    public static final class MissingCredentialsException extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        /** @param message which token is missing, and what to do */
        public MissingCredentialsException(String message) {
            super(message);
        }
    }
}
