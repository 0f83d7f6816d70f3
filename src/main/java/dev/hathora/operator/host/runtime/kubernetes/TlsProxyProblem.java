package dev.hathora.operator.host.runtime.kubernetes;

import java.util.Optional;
import java.util.regex.Pattern;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;

/** What is wrong with the proxy that terminates TLS, in words for the user. */
final class TlsProxyProblem {
    /** The kubelet's words differ, depending on how long it has tried. */
    private static final Pattern NOT_MOUNTED = Pattern.compile("volume \"%1$s\"|unmounted volumes=\\[[^]]*\\b%1$s\\b"
            .formatted(TlsProxy.CERTIFICATE));
    private static final int LONGEST = 300;

    private TlsProxyProblem() {}

    /** Which certificate is missing, if an event of a Pod says that there is none. */
    static Optional<String> of(Pod pod, Event event) {
        if (!"FailedMount".equals(event.getReason()) || !NOT_MOUNTED.matcher(event.getMessage()).find()) {
            return Optional.empty();
        }
        return pod.getSpec().getVolumes().stream().filter(volume -> TlsProxy.CERTIFICATE.equals(volume.getName()))
                .filter(volume -> volume.getSecret() != null).findFirst()
                .map(volume -> ("transportType tls needs the Secret %s in namespace %s, with tls.crt and tls.key: create"
                        + " it, for example with a Certificate of cert-manager, or name another one with --tls-secret"
                        + " (HOST_TLS_SECRET): %s").formatted(volume.getSecret().getSecretName(),
                                pod.getMetadata().getNamespace(), event.getMessage()));
    }

    /** Why the proxy has ended. */
    static String of(ContainerStateTerminated end) {
        if ("OOMKilled".equals(end.getReason())) {
            return "out of memory: set a higher limit for it in podTemplate";
        }
        String words = end.getMessage() == null ? "" : end.getMessage().strip();
        String last = words.substring(Math.max(0, words.length() - LONGEST)).replaceAll("\\s+", " ");
        return "exit code " + end.getExitCode() + (last.isEmpty() ? "" : ": " + last);
    }
}
