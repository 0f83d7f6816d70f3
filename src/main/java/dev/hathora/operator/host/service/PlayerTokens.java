package dev.hathora.operator.host.service;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.jspecify.annotations.Nullable;

/**
 * Players' tokens in the format that games verify: JWTs signed with HS256 and the application's secret, with
 * {@code type}, {@code id}, {@code name} and {@code iat}. They don't expire, as Hathora's did not.
 */
final class PlayerTokens {
    private static final JWSHeader HEADER = new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();

    private static final int ID_LENGTH = 200;

    private PlayerTokens() {}

    /**
     * Creates a token.
     *
     * @param claims its claims besides {@code iat}
     */
    static String sign(String secret, Map<String, String> claims, Instant now) {
        JWTClaimsSet.Builder all = new JWTClaimsSet.Builder().issueTime(Date.from(now));
        claims.forEach(all::claim);
        try {
            SignedJWT token = new SignedJWT(HEADER, all.build());
            token.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("the application's secret is too short for HS256", e);
        }
    }

    /** The id of the player; empty if the token is not valid. Tokens of a game's own backend may expire. */
    static Optional<String> player(String secret, String token, Instant now) {
        try {
            SignedJWT signed = SignedJWT.parse(token);
            if (!JWSAlgorithm.HS256.equals(signed.getHeader().getAlgorithm())
                    || !signed.verify(new MACVerifier(secret.getBytes(StandardCharsets.UTF_8)))) {
                return Optional.empty();
            }
            JWTClaimsSet claims = signed.getJWTClaimsSet();
            if (isBefore(claims.getExpirationTime(), now) || isAfter(claims.getNotBeforeTime(), now)) {
                return Optional.empty();
            }
            return Optional.ofNullable(claims.getStringClaim("id")).filter(PlayerTokens::canBeKept);
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The id is stored with the lobbies of the player. */
    private static boolean canBeKept(String id) {
        return !id.isEmpty() && id.length() <= ID_LENGTH && id.codePoints().noneMatch(Character::isISOControl);
    }

    private static boolean isBefore(@Nullable Date date, Instant now) {
        return date != null && !date.toInstant().isAfter(now);
    }

    private static boolean isAfter(@Nullable Date date, Instant now) {
        return date != null && date.toInstant().isAfter(now);
    }
}
