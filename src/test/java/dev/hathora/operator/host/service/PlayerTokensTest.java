package dev.hathora.operator.host.service;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PlayerTokensTest {
    private static final String SECRET = "secret-d0a04ea8-7b3b-4a3d-8a4f-0d1b1c6a9d3e";
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private static String token(String header, String claims, String algorithm) {
        String signed = encode(header) + "." + encode(claims);
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), algorithm));
            return signed + "." + Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "{4}")
    @CsvSource(delimiter = '|', nullValues = "none",
            textBlock = """
                    {"alg":"HS256"} | {"id":"p1"}                           | HmacSHA256 | p1   | a backend's, with nothing else in it
                    {"alg":"HS256"} | {"id":"p1","exp":1800000001}          | HmacSHA256 | p1   | not expired yet
                    {"alg":"HS256"} | {"id":"p1","exp":1800000000}          | HmacSHA256 | none | expired
                    {"alg":"HS256"} | {"id":"p1","nbf":1800000001}          | HmacSHA256 | none | not valid yet
                    {"alg":"HS256"} | {"id":7}                              | HmacSHA256 | none | games need a text
                    {"alg":"HS256"} | {"id":""}                             | HmacSHA256 | none | nobody
                    {"alg":"HS256"} | {"id":"p\\u0000"}                     | HmacSHA256 | none | no database keeps it
                    {"alg":"HS256"} | {"sub":"p1"}                          | HmacSHA256 | none | no id
                    {"alg":"HS512"} | {"id":"p1"}                           | HmacSHA512 | none | another algorithm, though the secret is right
                    {"alg":"HS256"} | {"id":"p1"}                           | HmacSHA512 | none | signed otherwise than it says
                    {"alg":"none"}  | {"id":"p1"}                           | HmacSHA256 | none | not signed, it says
                    """)
    void aTokenNamesItsPlayer(String header, String claims, String algorithm, String player, String why) {
        assertThat(PlayerTokens.player(SECRET, token(header, claims, algorithm), NOW).orElse(null)).as(why)
                .isEqualTo(player);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b", "a.b.c", "..", "eyJhbGciOiJub25lIn0.eyJpZCI6InAxIn0."})
    void whatIsNoTokenNamesNobody(String token) {
        assertThat(PlayerTokens.player(SECRET, token, NOW)).isEmpty();
    }

    @Test
    void theHostsOwnAreValidForTheirApplicationOnly() {
        String token = PlayerTokens.sign(SECRET, Map.of("type", "nickname", "id", "p1", "name", "Zoë"), NOW);

        assertThat(PlayerTokens.player(SECRET, token, NOW)).hasValue("p1");
        assertThat(PlayerTokens.player(SECRET.replace('d', 'e'), token, NOW)).isEmpty();
    }
}
