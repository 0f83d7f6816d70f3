package dev.hathora.operator.controller;

import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.hathora.operator.api.CredentialsSecretRef;
import dev.hathora.operator.api.HathoraRoom;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/**
 * With which token Hathora is called for a resource: the one in its own Secret, read by name when it is needed (Secrets
 * are never listed or watched), or the operator's.
 */
final class Accounts {
    private final KubernetesClient client;
    private final KubernetesRequests requests;
    private final Supplier<Optional<String>> operatorToken;
    private final Function<String, Account> connect;
    private final Map<String, Account> byToken = new ConcurrentHashMap<>();

    /**
     * @param operatorToken the operator's own token, as it is at the moment
     * @param connect makes the account of a token; it is called once for each
     */
    Accounts(KubernetesClient client, KubernetesRequests requests, Supplier<Optional<String>> operatorToken,
            Function<String, Account> connect) {
        this.client = client;
        this.requests = requests;
        this.operatorToken = operatorToken;
        this.connect = connect;
    }

    /**
     * The account to use for a resource now. The same token always gets the same instance.
     *
     * @throws MissingCredentialsException when there is no token, saying what is missing where
     */
    Account of(HathoraRoom room) {
        CredentialsSecretRef ref = room.getSpec() == null ? null : room.getSpec().credentialsSecretRef();
        String token = ref == null ? operatorToken() : read(room.getMetadata().getNamespace(), ref);
        return byToken.computeIfAbsent(token, connect);
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
                    + ": create it with the Hathora token under the key " + ref.key());
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
    static final class MissingCredentialsException extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        MissingCredentialsException(String message) {
            super(message);
        }
    }
}
