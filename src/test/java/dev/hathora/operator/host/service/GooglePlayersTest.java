package dev.hathora.operator.host.service;

import java.time.Instant;
import java.util.Date;
import java.util.Map;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** ID tokens, with keys that are not Google's. */
@Execution(ExecutionMode.CONCURRENT)
class GooglePlayersTest {
    private static final String GOOGLE = "https://accounts.google.com";

    private final RSAKey key = newKey("k1");
    private final GooglePlayers players = new GooglePlayers(new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK())));

    private static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String token(RSAKey signer, String issuer, String audience, long seconds) throws JOSEException {
        SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(signer.getKeyID()).build(),
                new JWTClaimsSet.Builder().issuer(issuer).audience(audience).subject("1234").claim("name", "Zoë")
                        .claim("email", "zoe@example.com").expirationTime(Date.from(Instant.now().plusSeconds(seconds)))
                        .build());
        token.sign(new RSASSASigner(signer));
        return token.serialize();
    }

    @ParameterizedTest
    @CsvSource({GOOGLE, "accounts.google.com"})
    void tellsWhatGoogleSays(String issuer) throws JOSEException {
        assertThat(players.check("client-1", token(key, issuer, "client-1", 600)))
                .isEqualTo(Map.of("id", "1234", "name", "Zoë", "email", "zoe@example.com"));
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource({GOOGLE + ", client-2, 600, it is for another client", GOOGLE + ", client-1, -600, it has expired",
        "https://evil.example.com, client-1, 600, it is not Google's"})
    void refuses(String issuer, String audience, long seconds, String why) throws JOSEException {
        String token = token(key, issuer, audience, seconds);

        assertThatThrownBy(() -> players.check("client-1", token)).as(why)
                .isInstanceOf(GooglePlayers.NotPlayerException.class);
    }

    @Test
    void refusesWhatAnotherSigned() throws JOSEException {
        String token = token(newKey("k1"), GOOGLE, "client-1", 600);

        assertThatThrownBy(() -> players.check("client-1", token)).isInstanceOf(GooglePlayers.NotPlayerException.class);
        assertThatThrownBy(() -> players.check("client-1", "no token"))
                .isInstanceOf(GooglePlayers.NotPlayerException.class);
    }

    @Test
    void saysWhenGoogleCantBeAsked() throws JOSEException {
        String token = token(key, GOOGLE, "client-1", 600);
        GooglePlayers offline = new GooglePlayers((selector, context) -> {
            throw new RemoteKeySourceException("away", null);
        });

        assertThatThrownBy(() -> offline.check("client-1", token))
                .isInstanceOf(GooglePlayers.KeysUnavailableException.class);
    }
}
