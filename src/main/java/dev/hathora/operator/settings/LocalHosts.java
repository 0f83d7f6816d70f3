package dev.hathora.operator.settings;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Hosts whose traffic stays on this machine or in this cluster, judging by the name: loopback addresses, the DNS names
 * of Services and Pods, and names with a single label, which only a DNS search path such as a Pod's can complete.
 */
final class LocalHosts {
    private static final Pattern NAME = Pattern.compile("localhost|[a-z]([-a-z0-9]*[a-z0-9])?"
            + "|(.+\\.)?[^.]+\\.[^.]+\\.svc|.+\\.cluster\\.local");

    private LocalHosts() {}

    /**
     * @param host the result of {@link java.net.URI#getHost()}: a name or an address; an IPv6 address is in brackets
     */
    static boolean isLocal(String host) {
        return IpLiterals.parse(host).map(InetAddress::isLoopbackAddress)
                .orElseGet(() -> isLocalName(host.toLowerCase(Locale.ROOT)));
    }

    private static boolean isLocalName(String host) {
        // a name with a trailing dot is fully qualified: no search path applies
        boolean complete = host.endsWith(".");
        String name = complete ? host.substring(0, host.length() - 1) : host;
        return NAME.matcher(name).matches() && (!complete || name.equals("localhost") || name.contains("."));
    }
}
