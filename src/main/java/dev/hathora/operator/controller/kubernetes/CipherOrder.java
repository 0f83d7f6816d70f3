package dev.hathora.operator.controller.kubernetes;

import java.util.Arrays;
import java.util.Comparator;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The order in which cipher suites are offered to the API server: ChaCha20-Poly1305 first. The JDK computes AES-GCM with
 * the processor's instructions only in code of the optimising compiler, without which the image runs. In all other code
 * ChaCha20-Poly1305 takes about a quarter of its time. An API server written in Go chooses what the client prefers of the
 * two, and none is excluded.
 */
final class CipherOrder {
    private static final String FIRST = "CHACHA20_POLY1305";

    private CipherOrder() {}

    /** Orders the suites of these parameters; if they have none, those that the context enables. */
    static SSLParameters order(SSLParameters parameters, SSLContext context) {
        String[] wanted = parameters.getCipherSuites();
        String[] suites = wanted == null ? context.getDefaultSSLParameters().getCipherSuites() : wanted;
        Arrays.sort(suites, Comparator.comparing(suite -> !suite.contains(FIRST)));
        parameters.setCipherSuites(suites);
        return parameters;
    }
}
