package dev.hathora.operator.controller.kubernetes;

import java.io.IOException;

import dev.hathora.operator.testing.FreePort;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What users are told of a failed request to Kubernetes, and whether to retry it. */
class KubernetesAnswerTest {
    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource(
            textBlock = """
                    # code, message,                           told,                                          may pass
                    403,    events is forbidden,               'the API server says 403, events is forbidden', false
                    409,    ,                                  the API server says 409,                        false
                    413,    ,                                  the API server says 413,                        false
                    429,    slow down,                         'the API server says 429, slow down',           true
                    500,    etcdserver: request is too large,  'the API server says 500, etcdserver: request is too large', false
                    503,    ,                                  the API server says 503,                        true
                    0,      differs with each attempt,         the API server gave no answer,                  true
                    -1,     differs with each attempt,         the API server gave no answer,                  true
                    """)
    void isToldInWordsAndSaysWhetherToRetry(int code, String message, String told, boolean mayPass) {
        KubernetesAnswer answer = KubernetesAnswer.of(new KubernetesClientException("", code,
                new StatusBuilder().withMessage(message).build()));

        assertThat(answer).hasToString(told);
        assertThat(answer.mayPass()).isEqualTo(mayPass);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource(textBlock = """
            # code, message,                                                                    of an ending namespace
            404,    namespaces games not found,                                                 true
            403,    unable to create new content in namespace games because it is being terminated, true
            403,    events is forbidden: User operator cannot create resource events,           false
            409,    it is being terminated,                                                     false
            """)
    void tellsANamespaceThatEnds(int code, String message, boolean ends) {
        assertThat(KubernetesAnswer.of(new KubernetesClientException("", code,
                new StatusBuilder().withMessage(message).build())).isOfEndingNamespace()).isEqualTo(ends);
    }

    @Test
    void isNoAnswerWhereNobodyListens() throws IOException {
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:" + FreePort.find()).withRequestRetryBackoffLimit(0).build())
                .build()) {
            KubernetesClientException failure = catchThrowableOfType(KubernetesClientException.class,
                    () -> client.namespaces().list());

            assertThat(KubernetesAnswer.of(failure)).hasToString("the API server gave no answer");
        }
    }
}
