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
import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.controller.memory.Account;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/**
 * With which token Hathora is called for a resource: the one in its own Secret, read by name whenever its room is looked
 * after (Secrets are never listed or watched), or the operator's.
 */
public final class Accounts {
    /** So long a token that was read may be used without another look. A 401 brings that look at once. */
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
     * @param labelRequired whether only Secrets with the label {@link CredentialsSecretRef#LABEL} hold tokens. Without it,
     *     whoever may write a resource can have any Secret of its namespace sent to Hathora
     * @param operatorToken the operator's own token, as it is at the moment
     * @param connect makes the account of a token; it is called once for each
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

    /** Where a token is kept. */
    private record Place(String namespace, CredentialsSecretRef ref) {
        /** Null: the operator's own is to be used. */
        static @Nullable Place of(HathoraRoom room) {
            CredentialsSecretRef ref = room.getSpec() == null ? null : room.getSpec().credentialsSecretRef();
            return ref == null ? null : new Place(room.getMetadata().getNamespace(), ref);
        }
    }

    /** A token that is being read, or was a moment ago: many rooms with one Secret are looked after at once. */
    private record Reading(Instant at, FutureTask<String> token) {
        boolean isFresh(Instant now) {
            return now.isBefore(at.plus(MOMENT));
        }
    }

    /**
     * The account to use for a resource now. The same token always gets the same instance.
     *
     * @throws MissingCredentialsException when there is no token, saying what is missing where
     */
    public Account of(HathoraRoom room) {
        Place place = Place.of(room);
        return byToken.computeIfAbsent(place == null ? operatorToken() : token(place), connect);
    }

    /** The same, read anew: the one that was known was refused. */
    public Account anew(HathoraRoom room) {
        Place place = Place.of(room);
        if (place != null) {
            readings.remove(place);
        }
        return of(room);
    }

    /** What to call the token of a resource, in a message to its user. */
    public static String nameOfToken(HathoraRoom room) {
        Place place = Place.of(room);
        return place == null
                ? "the operator's own token"
                : "the token in Secret " + place.ref().name() + " under the key " + place.ref().key();
    }

    /**
     * Forgets tokens that nobody uses any more: rotation would pile them up. Called now and then; what was not in use
     * twice in a row goes, because an account is in use only when the pass that asked for it has noted it.
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
        // whoever comes first reads, the others wait for it
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
                        + namespace + ": let its ServiceAccount \"get\" it");
            }
            throw e;
        }
    }

    /** There is no token to call Hathora with. The message says which, and what to do. */
    public static final class MissingCredentialsException extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        public MissingCredentialsException(String message) {
            super(message);
        }
    }
}
