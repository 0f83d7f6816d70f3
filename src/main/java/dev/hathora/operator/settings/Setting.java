package dev.hathora.operator.settings;

import java.util.List;
import java.util.Locale;

import dev.hathora.operator.controller.kubernetes.LeaseName;
import org.jspecify.annotations.Nullable;

/**
 * All settings of {@code run}. Each constant is an environment variable of the same name, and a flag:
 * {@code POLL_INTERVAL} is {@code --poll-interval}. The flag takes precedence.
 */
public enum Setting {
    /** The URL of Hathora's API. */
    HATHORA_API_URL("URL", null, "an http or https URL of a host, without user, query or fragment, such as https://hathora.example.com", "The server that implements Hathora's API. Required, because Hathora's own server, https://api.hathora.dev, has been shut down. "
            + "With http, only loopback addresses, Services of the cluster (NAME, NAME.NAMESPACE.svc or NAME.NAMESPACE.svc.cluster.local) and other names without a dot are accepted."),

    /** Whether tokens may be sent unencrypted. */
    HATHORA_ALLOW_HTTP("true|false", "false", "true or false", "Allows http to any host. Anyone who can read the network traffic can then read the tokens."),

    /** Former endpoints that are gone. */
    HATHORA_API_MOVED_FROM("ORIGIN,...", null, "origins of endpoints other than HATHORA_API_URL, separated by commas, such as https://api.hathora.dev", "Endpoints that HATHORA_API_URL has replaced and that are gone for good, separated by commas. Rooms that were created there count as ended, and are created again."),

    /** Other endpoints with the same rooms. */
    HATHORA_API_ALIASES("ORIGIN,...", null, "origins of endpoints that are not in HATHORA_API_MOVED_FROM, separated by commas, such as https://api.hathora.dev", "Other endpoints that serve the same rooms as HATHORA_API_URL, separated by commas."),

    /** Additional CA certificates. */
    HATHORA_CA_FILE("FILE", null, "the path of a file with one or more certificates in PEM", "File with CA certificates to trust in addition to those of the system: for Hathora, and for the Kubernetes API unless the kubeconfig or service account names a CA. Read at startup."),

    /** The proxy for https URLs. */
    HTTPS_PROXY("URL", null, "the URL of a plain HTTP proxy, such as http://proxy.example.com:3128 or http://user:password@proxy.example.com:3128; the same applies to ALL_PROXY if it is used instead", "Proxy for https URLs, both of Hathora and of the Kubernetes API. As with curl, https_proxy takes precedence, ALL_PROXY is the fallback, and the default port is 1080."),

    /** The proxy for http URLs. */
    HTTP_PROXY("URL", null, HTTPS_PROXY.allowed, "Proxy for http URLs. http_proxy takes precedence, and ALL_PROXY is the fallback."),

    /** The hosts that are reached without a proxy. */
    NO_PROXY("HOST,...", null, "names, addresses and CIDR blocks, separated by commas", "Hosts to reach without a proxy, in curl's format: example.com (includes subdomains), 10.0.0.1, 10.0.0.0/8, fd00::/8. Each may have a port, and * matches any text. As with curl, no_proxy takes precedence."),

    /** The operator's own token. */
    HATHORA_DEV_TOKEN("TOKEN", null, "a token: printable characters without white space", "Hathora token for rooms without their own credentials. Other users of the machine can read command lines, so prefer the variable or a file."),

    /** The file with the operator's own token. */
    HATHORA_DEV_TOKEN_FILE("FILE", null, "the path of a readable file that contains a token", "File that contains this token. It is read again for every call, so the token can be rotated."),

    /** The default application. */
    HATHORA_APP_ID("ID", null, "1 to 100 letters, digits, '_' or '-'", "Default application, for rooms without "
            + "spec.appId."),

    /** Whether Secrets with tokens need a label. */
    CREDENTIALS_LABEL_REQUIRED("true|false", "true", "true or false", "Whether spec.credentialsSecretRef may refer only to Secrets with the label hathora.dev/credentials=true. "
            + "If false, anyone who may create HathoraRooms can make the operator send any Secret of the namespace to HATHORA_API_URL. Intended only for the migration of existing Secrets. It will be removed."),

    /** The namespaces to watch. */
    WATCH_NAMESPACES("NAME,...", null, "the names of namespaces, separated by commas", "Namespaces to watch, separated by commas. If one can't be read, it is retried, and the others are served. Default: all."),

    /** The label selector for rooms. */
    WATCH_SELECTOR("SELECTOR", null, "a label selector in kubectl's format, such as shard=a or env in (test,prod)", "Label selector. Only rooms and sets that match are managed. This lets several operators share a cluster."),

    /** Whether restored resources take over rooms. */
    ADOPT_RESTORED("true|false", "false", "true or false", "Whether resources that were restored from a backup take over the rooms of the originals. For disaster recovery, when the originals no longer exist."),

    /** The interval for polling settled rooms. */
    POLL_INTERVAL("DURATION", "30s", "a duration from 1s to 1h, such as 30s or 5m", "How often running rooms are polled, from 1s to 1h."),

    /** The rate limit for calls to Hathora. */
    HATHORA_RATE_LIMIT("RPS", "50", "a number greater than 0", "Maximum number of requests per second to Hathora, "
            + "per token."),

    /** The port for health and metrics. */
    HTTP_PORT("PORT", "8080", "a port from 1 to 65535, or 0 for any free one", "Port for /healthz, /readyz and /metrics. 0 picks a free port."),

    /** Whether replicas elect a leader. */
    LEADER_ELECTION("true|false", "true", "true or false", "Whether replicas elect a leader, while the others are on standby. Set it to false only for development, if no other operator manages the same rooms: without it, two operators undo each other's changes."),

    /** The namespace of the lease. */
    LEADER_ELECTION_NAMESPACE("NAME", null, "the name of a namespace", "Namespace of the leader election lease. Default: the operator's own namespace or, outside a cluster, the kubeconfig's."),

    /** The name of the lease. */
    LEADER_ELECTION_NAME("NAME", LeaseName.DEFAULT, "the name of a lease: lower-case letters, digits, '-' and '.', at most 253, such as hathora-operator", "Name of the leader election lease. Operators that manage different rooms and keep their leases in the same namespace need different names."),

    /** The format of log lines. */
    LOG_FORMAT("text|json", "text", "text or json", "Format of log lines.");

    private final String placeholder;
    private final @Nullable String defaultValue;
    private final String allowed;
    private final String purpose;

    Setting(String placeholder, @Nullable String defaultValue, String allowed, String purpose) {
        this.placeholder = placeholder;
        this.defaultValue = defaultValue;
        this.allowed = allowed;
        this.purpose = purpose;
    }

    /** The environment variable, for example {@code POLL_INTERVAL}. */
    public String variable() {
        return name();
    }

    /**
     * All environment variables for this setting. The first one that is set takes precedence. The proxy variables are
     * curl's, plus HTTP_PROXY. curl ignores HTTP_PROXY because callers of CGI scripts can set it, which does not apply
     * here.
     */
    public List<String> variables() {
        return switch (this) {
            case HTTPS_PROXY -> List.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY");
            case HTTP_PROXY -> List.of("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY");
            case NO_PROXY -> List.of("no_proxy", "NO_PROXY");
            default -> List.of(name());
        };
    }

    /** The flag, for example {@code --poll-interval}. */
    public String flag() {
        return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The placeholder for the value in the help. */
    public String placeholder() {
        return placeholder;
    }

    /** The default value. Null if there is none. */
    public @Nullable String defaultValue() {
        return defaultValue;
    }

    /** What a value must be; the text follows "must be". */
    public String allowed() {
        return allowed;
    }

    /** The purpose of the setting. */
    public String purpose() {
        return purpose;
    }

    /**
     * Validates a value.
     *
     * @throws InvalidSettingException if it is not allowed
     */
    void require(@Nullable Object value, boolean isAllowed) {
        if (!isAllowed) {
            throw InvalidSettingException.notAllowed(this, String.valueOf(value));
        }
    }

    /** Whether the flag may be given without a value, which means true. */
    public boolean isSwitch() {
        return placeholder.equals("true|false");
    }

    /**
     * Whether the value must not be shown, because it is a token or may contain a password, even if it can't be parsed.
     */
    public boolean isSecret() {
        return this == HATHORA_DEV_TOKEN || this == HTTPS_PROXY || this == HTTP_PROXY;
    }
}
