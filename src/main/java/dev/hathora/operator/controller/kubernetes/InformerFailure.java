package dev.hathora.operator.controller.kubernetes;

import java.net.HttpURLConnection;

import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Why an informer can't list or watch, for the log.
 *
 * @param words for those who install the program
 */
public record InformerFailure(String words) {
    /**
     * Finds the words.
     *
     * @param error as the handler of the informer gets it
     */
    public static InformerFailure of(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException answered) {
                return new InformerFailure(words(answered));
            }
        }
        return new InformerFailure(error.toString());
    }

    private static String words(KubernetesClientException e) {
        KubernetesAnswer answer = KubernetesAnswer.of(e);
        if (answer.isMissing()) {
            return String.valueOf(e.getMessage());
        }
        // a refused web socket comes without the API server's words
        return answer.code() == HttpURLConnection.HTTP_FORBIDDEN && !answer.lacksRight()
                ? answer + ": give the ServiceAccount the right to watch them"
                : answer.toString();
    }
}
