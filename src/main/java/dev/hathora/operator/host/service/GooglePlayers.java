package dev.hathora.operator.host.service;

import java.io.Serial;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import org.jspecify.annotations.Nullable;

/** Verifies the ID tokens that Google issues for players, with Google's keys, which are cached. */
public final class GooglePlayers {
    private static final String KEYS = "https://www.googleapis.com/oauth2/v3/certs";
    private static final Set<String> ISSUERS = Set.of("https://accounts.google.com", "accounts.google.com");
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int MOST_BYTES = 100_000;

    private final JWKSource<SecurityContext> keys;

    /** @param keys Google's */
    GooglePlayers(JWKSource<SecurityContext> keys) {
        this.keys = keys;
    }

    /** Uses the keys that Google publishes. They are fetched at the first login. */
    public static GooglePlayers online() {
        int millis = (int) PATIENCE.toMillis();
        try {
            return new GooglePlayers(JWKSourceBuilder
                    .create(URI.create(KEYS).toURL(), new DefaultResourceRetriever(millis, millis, MOST_BYTES))
                    .retrying(true).outageTolerant(Duration.ofHours(4).toMillis()).build());
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Verifies a token, and returns Google's information about the player.
     *
     * @param clientId the client that the token must be issued for
     * @return id and, if they are in the token, name, email, picture and locale
     * @throws NotPlayerException if the token is not valid, has expired, or was issued for another client
     * @throws KeysUnavailableException if Google's keys can't be fetched
     */
    Map<String, String> check(String clientId, String idToken) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
        processor.setJWTClaimsSetVerifier(
                new DefaultJWTClaimsVerifier<>(clientId, new JWTClaimsSet.Builder().build(),
                        Set.of("sub", "exp", "iss")));
        try {
            JWTClaimsSet claims = processor.process(idToken, null);
            if (!ISSUERS.contains(claims.getIssuer())) {
                throw new NotPlayerException("the token was not issued by Google", null);
            }
            return told(claims);
        } catch (KeySourceException e) {
            throw new KeysUnavailableException(e);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw new NotPlayerException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Map<String, String> told(JWTClaimsSet claims) throws ParseException {
        Map<String, String> told = new TreeMap<>(Map.of("id", claims.getSubject()));
        for (String name : Set.of("name", "email", "picture", "locale")) {
            String value = claims.getStringClaim(name);
            if (value != null) {
                told.put(name, value);
            }
        }
        return told;
    }

    /** The token is not valid for this application. */
    static final class NotPlayerException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        NotPlayerException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Google's keys can't be fetched. */
    static final class KeysUnavailableException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        KeysUnavailableException(Throwable cause) {
            super("Google's keys can't be fetched", cause);
        }
    }
}
