package dev.hathora.operator.controller.kubernetes;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** The identity under which a process holds a lease. */
public final class ReplicaIdentity {
    private ReplicaIdentity() {}

    /**
     * The name of the Pod or machine, and a random suffix that is unique to the process. Without the suffix, a
     * restarted container in the same Pod would take its predecessor's lease for its own.
     *
     * @param environment the environment variables; {@code POD_NAME} is the name of the Pod
     */
    public static String of(Map<String, String> environment) {
        String name = Stream.of("POD_NAME", "HOSTNAME").map(environment::get).filter(Objects::nonNull)
                .filter(value -> !value.isBlank()).findFirst().orElseGet(ReplicaIdentity::host);
        return name.strip() + "_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
