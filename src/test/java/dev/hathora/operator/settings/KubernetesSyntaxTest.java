package dev.hathora.operator.settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class KubernetesSyntaxTest {
    @ParameterizedTest
    @ValueSource(strings = {"shard=a", "shard==a", "shard!=a", "shard = a", "shard=", "shard", "!shard", "! shard",
        "shard in (a)", "shard in (a,b , c)", "shard notin ( a )", "shard in (a,)", "a=b,c!=d,!e,f in (g,h)",
        " a , b ", "example.com/shard=a", "a.b-c.example.com/Shard_1.x in (A_b.c)", "replicas>3", "replicas < 10"})
    void labelSelector(String selector) {
        assertThat(KubernetesSyntax.isLabelSelector(selector)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", "a,", ",a", "a,,b", "=a", "a=b c", "a b", "a=-b", "a=b-", "-a", "a in",
        "a in b",
        "a in (b", "a in b)", "a within (b)", "!a=b", "a=!b", "a=b=c", "/a", "a/", "a/b/c", "Example.com/a", "a>b",
        "a=\"b\"", "a='b'", "ä=b", "a=b;c=d", "spec.region=Tokyo@",
        "a234567890123456789012345678901234567890123456789012345678901234", "in (a)"})
    void noLabelSelector(String selector) {
        assertThat(KubernetesSyntax.isLabelSelector(selector)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "games", "game-s1", "1",
        "a23456789012345678901234567890123456789012345678901234567890123"})
    void namespace(String name) {
        assertThat(KubernetesSyntax.isNamespace(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a.b", "a_b", "a b", "ä",
        "a234567890123456789012345678901234567890123456789012345678901234"})
    void noNamespace(String name) {
        assertThat(KubernetesSyntax.isNamespace(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "hathora-operator", "rooms.eu", "1.2.3"})
    void objectName(String name) {
        assertThat(KubernetesSyntax.isObjectName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a.-b", "A", "a_b", "a/b", "a b"})
    void noObjectName(String name) {
        assertThat(KubernetesSyntax.isObjectName(name)).isFalse();
    }

    @Test
    void anObjectNameHasAtMost253Characters() {
        assertThat(KubernetesSyntax.isObjectName("a.".repeat(126) + "b")).isTrue();
        assertThat(KubernetesSyntax.isObjectName("a.".repeat(126) + "bc")).isFalse();
    }
}
