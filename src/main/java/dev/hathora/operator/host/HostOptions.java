package dev.hathora.operator.host;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.function.Supplier;

import dev.hathora.operator.host.store.PortNumbers;
import org.jspecify.annotations.Nullable;

/**
 * What a host is started with.
 *
 * @param address where its API listens; port 0: any free one
 * @param applications the file or folder with manifests
 * @param database where the records are
 * @param games the folder for what is kept of game servers on this machine
 * @param gamesLost the id of a runtime whose game servers are gone for good; null: none
 * @param token the developer token, asked for each call. It throws {@link IllegalStateException} where there is none
 * @param publicHost what clients connect to
 * @param ports what is given to processes
 * @param pingPort where pings are answered; 0: at any free one; null: at the port of the API
 */
public record HostOptions(InetSocketAddress address, Path applications, DatabaseAddress database, Path games,
        @Nullable String gamesLost, Supplier<String> token, String publicHost, PortNumbers ports,
        @Nullable Integer pingPort) {
    /** A host that answers pings at the port of the API. */
    public HostOptions(InetSocketAddress address, Path applications, DatabaseAddress database, Path games,
            @Nullable String gamesLost, Supplier<String> token, String publicHost, PortNumbers ports) {
        this(address, applications, database, games, gamesLost, token, publicHost, ports, null);
    }

    /**
     * A database and who may use it.
     *
     * @param url {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql://HOST/NAME}
     * @param user null: in the URL, or none
     * @param password null: in the URL, or none
     */
    public record DatabaseAddress(String url, @Nullable String user, @Nullable String password) {
        /** Everything that may be shown. */
        @Override
        public String toString() {
            return url.replaceFirst("\\?.*", "");
        }
    }
}
