package dev.hathora.operator.cli;

import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.cluster.ClusterClients;
import dev.hathora.operator.host.HostOptions;
import dev.hathora.operator.host.runtime.kubernetes.TlsProxy;
import dev.hathora.operator.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code host} that are for game servers in a cluster. */
final class ClusterOptions {
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern SECRET = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern HTTP_URL = Pattern.compile("https?://[A-Za-z0-9.\\[\\]:-]+/?");

    @Option(names = "--namespaces", paramLabel = "NAME,...", defaultValue = "${env:HOST_NAMESPACES}",
            description = "kubernetes: namespaces where resources of the kind HathoraApplication are read and Pods created, separated by commas (HOST_NAMESPACES, all namespaces).")
    private @Nullable String namespaces;

    @Option(names = "--api-url", paramLabel = "URL", defaultValue = "${env:HOST_API_URL}",
            description = "kubernetes: URL at which Pods reach this API, told them in HATHORA_API_URL (HOST_API_URL, the address of this host).")
    private @Nullable String apiUrl;

    @Option(names = "--tls-secret", paramLabel = "NAME", defaultValue = "${env:HOST_TLS_SECRET}",
            description = "kubernetes: Secret of the type kubernetes.io/tls with the certificate for games whose transportType is tls, in the namespace of each application (HOST_TLS_SECRET, hathora-tls).")
    private @Nullable String tlsSecret;

    @Option(names = "--tls-proxy-image", paramLabel = "IMAGE", defaultValue = "${env:HOST_TLS_PROXY_IMAGE}",
            description = "kubernetes: image of the HAProxy that terminates TLS in front of these games (HOST_TLS_PROXY_IMAGE, docker.io/library/haproxy:3.2-alpine).")
    private @Nullable String tlsProxyImage;

    /** Whether any of them is set. */
    boolean isSet() {
        return Stream.of(namespaces, apiUrl, tlsSecret, tlsProxyImage)
                .anyMatch(text -> text != null && !text.isBlank());
    }

    /**
     * What they say.
     *
     * @param publicHost the name or address by which clients reach the host
     * @throws IllegalArgumentException for the first one that is not allowed; the message says what to do
     * @throws InvalidSettingException for a variable that {@code run} reads as well
     */
    HostOptions.Kubernetes games(String publicHost) {
        ClusterClients clients = new SettingsOptions(System.getenv(), SettingsOptions.NAMESPACE_FILE)
                .cluster("hathora-host");
        return new HostOptions.Kubernetes(names(), publicHost, url(), tls(), clients::create);
    }

    private Set<String> names() {
        if (namespaces == null || namespaces.isBlank()) {
            return Set.of();
        }
        Set<String> names = Arrays.stream(namespaces.split(",", -1)).map(String::strip).collect(Collectors.toSet());
        if (!names.stream().allMatch(name -> NAMESPACE.matcher(name).matches())) {
            throw new IllegalArgumentException(("--namespaces (HOST_NAMESPACES) is '%s', but must be names of"
                    + " namespaces, separated by commas").formatted(namespaces));
        }
        return names;
    }

    private TlsProxy tls() {
        String secret = orElse(tlsSecret, TlsProxy.DEFAULT.secret());
        if (!SECRET.matcher(secret).matches()) {
            throw new IllegalArgumentException(
                    ("--tls-secret (HOST_TLS_SECRET) is '%s', but must be the name of a Secret,"
                            + " of lower-case letters, digits, '-' and '.'").formatted(secret));
        }
        String image = orElse(tlsProxyImage, TlsProxy.DEFAULT.image());
        if (image.contains(" ")) {
            throw new IllegalArgumentException("--tls-proxy-image (HOST_TLS_PROXY_IMAGE) is '%s', but must be an image"
                    .formatted(image));
        }
        return new TlsProxy(secret, image);
    }

    /** A variable that is there and empty is not set. */
    private static String orElse(@Nullable String set, String otherwise) {
        return set == null || set.isBlank() ? otherwise : set.strip();
    }

    private @Nullable URI url() {
        if (apiUrl == null || apiUrl.isBlank()) {
            return null;
        }
        if (!HTTP_URL.matcher(apiUrl).matches()) {
            throw new IllegalArgumentException(("--api-url (HOST_API_URL) is '%s', but must be a URL without a path,"
                    + " such as http://hathora-host.games:8181").formatted(apiUrl));
        }
        return URI.create(apiUrl.replaceFirst("/$", ""));
    }
}
