package dev.hathora.operator.settings;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Hosts that are reached without a proxy, in the format of {@code NO_PROXY}: names including their subdomains,
 * addresses, and CIDR blocks, each with or without a port. As with curl, names are not resolved, and invalid entries
 * are ignored. Unlike curl, {@code *} matches any text, and entries may have ports.
 */
public record NoProxy(String list) {
    public static final NoProxy NONE = new NoProxy("");

    private static final Pattern ENTRY = Pattern
            .compile("(?<host>\\[[^]]*](/\\d+)?|[^:]*|.*:.*:.*?)(?::(?<port>[0-9]+))?");

    private static final Pattern BLOCK = Pattern.compile("(?<network>[^/]*)(?:/(?<bits>[0-9]{1,3}))?");

    /**
     * Whether a host is reached without a proxy.
     *
     * @param host a name or an address; an IPv6 address is in brackets
     */
    boolean covers(String host, int port) {
        String name = withoutDot(host.toLowerCase(Locale.ROOT));
        return Arrays.stream(list.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)).filter(Predicate.not(String::isEmpty))
                .map(ENTRY::matcher).filter(Matcher::matches)
                .anyMatch(entry -> (entry.group("port") == null || entry.group("port").equals(Integer.toString(port)))
                        && covers(entry.group("host"), name));
    }

    private static boolean covers(String entry, String host) {
        Optional<InetAddress> address = IpLiterals.parse(host);
        if (address.isPresent() && !entry.contains("*")) {
            return isIn(entry, address.get().getAddress());
        }
        if (entry.contains("*")) {
            return host
                    .matches(Stream.of(entry.split("\\*+", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
        }
        String domain = withoutDot(entry.startsWith(".") ? entry.substring(1) : entry);
        return !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
    }

    /**
     * @param entry an address, or a CIDR block such as {@code 10.0.0.0/8}
     */
    private static boolean isIn(String entry, byte[] address) {
        Matcher block = BLOCK.matcher(entry);
        if (!block.matches()) {
            return false;
        }
        int all = 8 * address.length;
        int bits = block.group("bits") == null ? all : Integer.parseInt(block.group("bits"));
        byte[] network = IpLiterals.parse(block.group("network")).map(InetAddress::getAddress).orElse(new byte[0]);
        return network.length == address.length && bits <= all && first(bits, network).equals(first(bits, address));
    }

    private static BigInteger first(int bits, byte[] address) {
        return new BigInteger(1, address).shiftRight(8 * address.length - bits);
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
