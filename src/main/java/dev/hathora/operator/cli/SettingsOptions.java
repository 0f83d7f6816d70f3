package dev.hathora.operator.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.hathora.operator.cluster.ClusterClients;
import dev.hathora.operator.settings.CaCertificates;
import dev.hathora.operator.settings.HathoraSettings;
import dev.hathora.operator.settings.HttpProxy;
import dev.hathora.operator.settings.InvalidSettingException;
import dev.hathora.operator.settings.LogFormat;
import dev.hathora.operator.settings.NoProxy;
import dev.hathora.operator.settings.Proxies;
import dev.hathora.operator.settings.Setting;
import dev.hathora.operator.settings.Settings;
import dev.hathora.operator.settings.TokenFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/**
 * Defines the settings as flags of a command, and reads their values from flags, environment and defaults, in this
 * order.
 */
public final class SettingsOptions {
    /** The file with the Pod's namespace. Kubernetes mounts it into every container with a service account. */
    public static final Path NAMESPACE_FILE = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

    private final Map<String, String> environment;
    private final Path namespaceFile;

    /**
     * @param namespaceFile the file with the operator's namespace; it exists only in a cluster
     */
    public SettingsOptions(Map<String, String> environment, Path namespaceFile) {
        this.environment = environment;
        this.namespaceFile = namespaceFile;
    }

    /** Adds a flag for every setting. */
    void addTo(CommandSpec command) {
        for (Setting setting : Setting.values()) {
            OptionSpec.Builder option = OptionSpec.builder(setting.flag()).type(String.class)
                    .paramLabel(setting.placeholder()).description(describe(setting));
            if (setting.isSwitch()) {
                option.arity("0..1").fallbackValue("true");
            }
            command.addOption(option.build());
        }
    }

    private static String describe(Setting setting) {
        String defaultValue = setting.defaultValue();
        return setting.purpose() + (defaultValue == null ? "" : " Default: " + defaultValue + ".") + " ("
                + setting.variable() + ")";
    }

    /**
     * Reads the settings. A setting that is empty counts as not set; so does an empty variable, but an empty flag
     * overrides the variable.
     *
     * @throws InvalidSettingException for the first one that is not allowed
     */
    Settings read(ParseResult flags) {
        Values values = setting -> value(flags, setting);
        try {
            Settings settings = settings(values);
            requireTokenIn(settings.hathora().tokenFile());
            requireCertificatesIn(settings.hathora().caFile());
            return settings;
        } catch (InvalidSettingException e) {
            String asWritten = values.of(e.setting());
            throw asWritten == null ? e : e.withValue(asWritten);
        }
    }

    /**
     * The clients for the cluster, from the variables that {@code run} reads as well.
     *
     * @param userAgent the name of the program
     * @throws InvalidSettingException for the first one that is not allowed
     */
    ClusterClients cluster(String userAgent) {
        Values values = this::variable;
        Path authorities = values.optional(Setting.HATHORA_CA_FILE, Path::of);
        requireCertificatesIn(authorities);
        return new ClusterClients(userAgent, proxies(values),
                authorities == null ? null : CaCertificates.read(authorities));
    }

    private Settings settings(Values values) {
        boolean leaderElection = values.required(Setting.LEADER_ELECTION, SettingsOptions::truth);
        String leaderElectionNamespace = values.of(Setting.LEADER_ELECTION_NAMESPACE);
        return new Settings(hathora(values), proxies(values),
                values.required(Setting.CREDENTIALS_LABEL_REQUIRED, SettingsOptions::truth),
                list(values.of(Setting.WATCH_NAMESPACES)),
                values.of(Setting.WATCH_SELECTOR),
                values.required(Setting.ADOPT_RESTORED, SettingsOptions::truth),
                values.required(Setting.POLL_INTERVAL, new DurationConverter()::convert),
                values.required(Setting.HTTP_PORT, Integer::valueOf),
                leaderElection,
                leaderElection && leaderElectionNamespace == null ? ownNamespace() : leaderElectionNamespace,
                values.required(Setting.LEADER_ELECTION_NAME, Function.identity()),
                values.required(Setting.LOG_FORMAT, SettingsOptions::logFormat));
    }

    private static HathoraSettings hathora(Values values) {
        if (values.of(Setting.HATHORA_API_URL) == null) {
            throw InvalidSettingException.unusable(Setting.HATHORA_API_URL,
                    "is not set: it must be the URL of a server that implements Hathora's API. To try the operator without one, start 'simulate --port 8181 --token dev-token' and set"
                            + " it to http://127.0.0.1:8181");
        }
        return new HathoraSettings(values.required(Setting.HATHORA_API_URL, URI::create),
                origins(values, Setting.HATHORA_API_MOVED_FROM),
                origins(values, Setting.HATHORA_API_ALIASES),
                values.required(Setting.HATHORA_ALLOW_HTTP, SettingsOptions::truth),
                values.optional(Setting.HATHORA_CA_FILE, Path::of),
                values.of(Setting.HATHORA_DEV_TOKEN),
                values.optional(Setting.HATHORA_DEV_TOKEN_FILE, Path::of),
                values.of(Setting.HATHORA_APP_ID),
                values.required(Setting.HATHORA_RATE_LIMIT, text -> new BigDecimal(text).doubleValue()));
    }

    private static Proxies proxies(Values values) {
        String exceptions = values.of(Setting.NO_PROXY);
        return new Proxies(values.optional(Setting.HTTPS_PROXY, HttpProxy::parse),
                values.optional(Setting.HTTP_PROXY, HttpProxy::parse),
                exceptions == null ? NoProxy.NONE : new NoProxy(exceptions));
    }

    private @Nullable String value(ParseResult flags, Setting setting) {
        String flag = flags.matchedOptionValue(setting.flag(), (String) null);
        if (flag != null) {
            return blankToNull(flag);
        }
        return variable(setting);
    }

    private @Nullable String variable(Setting setting) {
        return setting.variables().stream().map(name -> blankToNull(environment.getOrDefault(name, "")))
                .filter(Objects::nonNull).findFirst().orElse(setting.defaultValue());
    }

    private static @Nullable String blankToNull(String text) {
        return text.isBlank() ? null : text.strip();
    }

    /** The settings as text. */
    private interface Values {
        @Nullable
        String of(Setting setting);

        default <T> @Nullable T optional(Setting setting, Function<String, T> converter) {
            String text = of(setting);
            return text == null ? null : convert(setting, text, converter);
        }

        default <T> T required(Setting setting, Function<String, T> converter) {
            String text = of(setting);
            return convert(setting, text == null ? "" : text, converter);
        }

        private static <T> T convert(Setting setting, String text, Function<String, T> converter) {
            try {
                return converter.apply(text);
            } catch (IllegalArgumentException | TypeConversionException e) {
                throw InvalidSettingException.notAllowed(setting, text);
            }
        }
    }

    private static Set<String> list(@Nullable String names) {
        return names == null
                ? Set.of()
                : Arrays.stream(names.split(",", -1)).map(String::strip).collect(Collectors.toSet());
    }

    private static Set<URI> origins(Values values, Setting setting) {
        Set<URI> origins = values.optional(setting,
                urls -> list(urls).stream().map(URI::create).collect(Collectors.toSet()));
        return origins == null ? Set.of() : origins;
    }

    private static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static LogFormat logFormat(String text) {
        return LogFormat.valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** The operator's own namespace. Null outside a cluster. */
    private @Nullable String ownNamespace() {
        try {
            return blankToNull(Files.readString(namespaceFile));
        } catch (IOException e) {
            return null;
        }
    }

    private static void requireCertificatesIn(@Nullable Path file) {
        if (file == null) {
            return;
        }
        try {
            CaCertificates.read(file);
        } catch (IllegalStateException e) {
            throw InvalidSettingException.unusable(Setting.HATHORA_CA_FILE, "can't be used: " + e.getMessage());
        }
    }

    /** Checks the token file at startup. If the file disappears later, calls fail until it is back. */
    private static void requireTokenIn(@Nullable Path file) {
        if (file == null) {
            return;
        }
        try {
            new TokenFile(file).get();
        } catch (IllegalStateException e) {
            throw InvalidSettingException.unusable(Setting.HATHORA_DEV_TOKEN_FILE, "can't be used: " + e.getMessage());
        }
    }
}
