package dev.hathora.operator.settings;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Hosts whose traffic stays on this machine or in this cluster, as far as a name can tell: loopback addresses, Services
 * and Pods by the names that Kubernetes gives them, and names of a single label, which only a search path such as that
 * of a Pod can complete.
 */
final class LocalHosts {
    private static final Pattern NAME = Pattern.compile("localhost|[a-z]([-a-z0-9]*[a-z0-9])?"
            + "|(.+\\.)?[^.]+\\.[^.]+\\.svc|.+\\.cluster\\.local");

    private LocalHosts() {}

    /** @param host as {@link java.net.URI#getHost()} gives it: a name, or an address, that of IPv6 in brackets */
    static boolean isLocal(String host) {
        return IpLiterals.parse(host).map(InetAddress::isLoopbackAddress)
                .orElseGet(() -> isLocalName(host.toLowerCase(Locale.ROOT)));
    }

    private static boolean isLocalName(String host) {
        // with a dot at its end a name is complete: no search path applies
        boolean complete = host.endsWith(".");
        String name = complete ? host.substring(0, host.length() - 1) : host;
        return NAME.matcher(name).matches() && (!complete || name.equals("localhost") || name.contains("."));
    }
}
