package dev.hathora.operator.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.hathora.operator.host.Host;
import dev.hathora.operator.host.HostOptions;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import dev.hathora.operator.host.store.DatabaseInUseException;
import dev.hathora.operator.host.store.DatabaseUnavailableException;
import dev.hathora.operator.host.store.PortNumbers;
import dev.hathora.operator.host.store.UnsupportedDatabaseException;
import dev.hathora.operator.settings.InvalidSettingException;
import dev.hathora.operator.settings.TokenFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code host}: a self-hosted Hathora until a signal ends it; game servers run on. Prints a line, {@code listening on
 * http://ADDRESS:PORT}, when it can be used.
 */
@Command(name = "host", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Serves Hathora's API, and runs the game servers behind it.",
            "Every setting is a flag and an environment variable, named in brackets. Flags win."})
public final class HostCommand implements Callable<Integer> {
    private static final Pattern PORTS = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
    private static final Duration CLOSING = Duration.ofSeconds(45);
    private static final Pattern SQLITE = Pattern.compile("jdbc:sqlite:([^?]+).*");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "N", defaultValue = "${env:HOST_PORT:-8181}",
            description = "Port of the API; 0: any free one (HOST_PORT, 8181).")
    private int port;

    @Option(names = "--bind", paramLabel = "ADDRESS", defaultValue = "${env:HOST_BIND:-127.0.0.1}",
            description = "Address of the API; 0.0.0.0: all (HOST_BIND, 127.0.0.1).")
    private String bind = "";

    @Option(names = "--runtime", paramLabel = "local|kubernetes", defaultValue = "${env:HOST_RUNTIME:-local}",
            description = "What runs game servers; local: this machine, as processes of this user, which can reach each other and the host: for games that trust each other; kubernetes: the cluster of the kubeconfig, or that this host runs in, as Pods (HOST_RUNTIME, local).")
    private String runtime = "";

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private ClusterOptions cluster;

    @Option(names = "--applications", paramLabel = "PATH", defaultValue = "${env:HOST_APPLICATIONS}",
            description = "local: file or folder with manifests of the kind HathoraApplication, read again when they change (HOST_APPLICATIONS).")
    private @Nullable Path applications;

    @Option(names = "--database", paramLabel = "URL",
            defaultValue = "${env:HOST_DATABASE_URL:-jdbc:sqlite:./hathora-host.db}",
            description = "jdbc:sqlite:FILE or jdbc:postgresql://HOST/NAME, without a pooler such as PgBouncer in between (HOST_DATABASE_URL, jdbc:sqlite:./hathora-host.db).")
    private String database = "";

    @Option(names = "--database-user", paramLabel = "NAME", defaultValue = "${env:HOST_DATABASE_USER}",
            description = "User of PostgreSQL (HOST_DATABASE_USER).")
    private @Nullable String databaseUser;

    @Option(names = "--database-password-file", paramLabel = "FILE",
            defaultValue = "${env:HOST_DATABASE_PASSWORD_FILE}",
            description = "File with that user's password (HOST_DATABASE_PASSWORD_FILE).")
    private @Nullable Path databasePasswordFile;

    @Option(names = "--games", paramLabel = "FOLDER", defaultValue = "${env:HOST_GAMES}",
            description = "local: folder for the output of game servers, and for what finds them again after a restart. It belongs to one database (HOST_GAMES, beside the SQLite file).")
    private @Nullable Path games;

    @Option(names = "--games-lost", paramLabel = "ID", defaultValue = "${env:HOST_GAMES_LOST}",
            description = "local: folder whose game servers are gone for good, with its machine: their rooms are destroyed (HOST_GAMES_LOST).")
    private @Nullable String gamesLost;

    @Option(names = "--token", paramLabel = "T", defaultValue = "${env:HATHORA_DEV_TOKEN}",
            description = "Developer token that calls must carry. Other users of this machine can read command lines: prefer the variable, or a file (HATHORA_DEV_TOKEN).")
    private @Nullable String token;

    @Option(names = "--token-file", paramLabel = "FILE", defaultValue = "${env:HATHORA_DEV_TOKEN_FILE}",
            description = "File with that token instead, read again for every call (HATHORA_DEV_TOKEN_FILE).")
    private @Nullable Path tokenFile;

    @Option(names = "--public-host", paramLabel = "HOST", defaultValue = "${env:HOST_PUBLIC_HOST:-127.0.0.1}",
            description = "Name or address by which players reach this machine; kubernetes: this host, to measure the latency (HOST_PUBLIC_HOST, 127.0.0.1).")
    private String publicHost = "";

    @Option(names = "--ports", paramLabel = "FIRST-LAST", defaultValue = "${env:HOST_PORTS:-20000-29999}",
            description = "Ports that game servers are given (HOST_PORTS, 20000-29999).")
    private String ports = "";

    @Option(names = "--ping-port", paramLabel = "N", defaultValue = "${env:HOST_PING_PORT}",
            description = "Port where pings by WebSocket and UDP are answered, if not at the API's; 0: any free one (HOST_PING_PORT, the API's).")
    private @Nullable Integer pingPort;

    @Option(names = "--metrics-port", paramLabel = "N", defaultValue = "${env:HOST_METRICS_PORT}",
            description = "Port where health and Prometheus metrics are served, at the address of the API; 0: any free one (HOST_METRICS_PORT, not served).")
    private @Nullable Integer metricsPort;

    /** Ends when it can't be started (1), or by a signal (0). */
    @Override
    public Integer call() throws InterruptedException {
        HostOptions options = options();
        Host host;
        try {
            host = options.games() instanceof HostOptions.Local ? Host.start(options) : Host.join(options);
        } catch (UnsupportedDatabaseException e) {
            throw refused("--database (HOST_DATABASE_URL): " + e.getMessage());
        } catch (IOException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (DatabaseInUseException | DatabaseUnavailableException | RuntimeFailure e) {
            return failed(String.valueOf(e.getMessage()));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            close(host);
            // A signal is the only way to end this: no reason to answer it with 143, as the JVM would.
            Runtime.getRuntime().halt(0);
        }));
        PrintWriter out = spec.commandLine().getOut();
        out.println("listening on " + host.uri());
        out.flush();
        new CountDownLatch(1).await();
        return 0;
    }

    /** Also where something of it hangs: whoever has sent the signal would send SIGKILL otherwise. */
    private static void close(Host host) {
        Thread closing = Thread.ofPlatform().daemon().name("closing").start(host::close);
        try {
            closing.join(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int failed(String why) {
        spec.commandLine().getErr().println(why.replaceAll("\\s+", " "));
        return 1;
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private HostOptions options() {
        if (publicHost.isBlank() || publicHost.contains(" ")) {
            throw refused("--public-host (HOST_PUBLIC_HOST) must be a name or address");
        }
        HostOptions.Games wanted = switch (runtime) {
            case "local" -> local();
            case "kubernetes" -> kubernetes();
            default -> throw refused("--runtime (HOST_RUNTIME) is '%s', but must be local or kubernetes"
                    .formatted(runtime));
        };
        return new HostOptions(address(), new HostOptions.DatabaseAddress(database, databaseUser, password()), token(),
                portNumbers(), optionalPort("--ping-port (HOST_PING_PORT)", pingPort),
                optionalPort("--metrics-port (HOST_METRICS_PORT)", metricsPort), wanted);
    }

    private HostOptions.Local local() {
        if (cluster.isSet()) {
            throw refused("--namespaces (HOST_NAMESPACES), --api-url (HOST_API_URL), --tls-secret (HOST_TLS_SECRET) and"
                    + " --tls-proxy-image (HOST_TLS_PROXY_IMAGE) are for --runtime kubernetes: remove them");
        }
        if (applications == null || !Files.exists(applications)) {
            throw refused("--applications (HOST_APPLICATIONS) must be a file or folder with manifests of the kind"
                    + " HathoraApplication" + (applications == null ? "" : ": there is no " + applications));
        }
        return new HostOptions.Local(applications, games(), gamesLost, publicHost);
    }

    private HostOptions.Kubernetes kubernetes() {
        if (applications != null || games != null || gamesLost != null) {
            throw refused("--applications (HOST_APPLICATIONS), --games (HOST_GAMES) and --games-lost (HOST_GAMES_LOST)"
                    + " are for --runtime local: with Pods, applications are resources of the cluster");
        }
        try {
            return cluster.games(publicHost);
        } catch (IllegalArgumentException | InvalidSettingException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private InetSocketAddress address() {
        requirePort("--port (HOST_PORT)", port);
        try {
            return new InetSocketAddress(InetAddress.getByName(bind), port);
        } catch (UnknownHostException e) {
            throw refused("--bind (HOST_BIND) is '%s', but must be an address of this machine".formatted(bind));
        }
    }

    private @Nullable Integer optionalPort(String setting, @Nullable Integer number) {
        if (number != null) {
            requirePort(setting, number);
        }
        return number;
    }

    private void requirePort(String setting, int number) {
        if (number < 0 || number > 65535) {
            throw refused("%s is %d, but must be a port from 1 to 65535, or 0".formatted(setting, number));
        }
    }

    private @Nullable String password() {
        if (databasePasswordFile == null) {
            return null;
        }
        try {
            return Files.readString(databasePasswordFile).strip();
        } catch (IOException e) {
            throw refused("--database-password-file (HOST_DATABASE_PASSWORD_FILE) can't be read: " + e);
        }
    }

    /** A folder belongs to a database. */
    private Path games() {
        Matcher sqlite = SQLITE.matcher(database);
        return games != null ? games : Path.of(sqlite.matches() ? sqlite.group(1) + "-games" : "hathora-host-games");
    }

    private boolean isFlag(String name) {
        return spec.commandLine().getParseResult().hasMatchedOption(name);
    }

    private Supplier<String> token() {
        if (isFlag("--token") && isFlag("--token-file")) {
            throw refused("--token and --token-file can't both be set: remove one");
        }
        if (tokenFile != null && !isFlag("--token")) {
            TokenFile file = new TokenFile(tokenFile);
            try {
                file.get();
            } catch (IllegalStateException e) {
                throw refused("--token-file (HATHORA_DEV_TOKEN_FILE): " + e.getMessage());
            }
            return file;
        }
        if (token == null || token.isBlank()) {
            throw refused("the token is missing: set --token (HATHORA_DEV_TOKEN) or --token-file"
                    + " (HATHORA_DEV_TOKEN_FILE)");
        }
        String sent = token.strip();
        return () -> sent;
    }

    private PortNumbers portNumbers() {
        Matcher matcher = PORTS.matcher(ports);
        try {
            if (matcher.matches()) {
                return new PortNumbers(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw refused("--ports (HOST_PORTS) is '%s', but must be a range such as 20000-29999".formatted(ports));
    }
}
