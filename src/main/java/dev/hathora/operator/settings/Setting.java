package dev.hathora.operator.settings;

import java.util.List;
import java.util.Locale;

import dev.hathora.operator.controller.kubernetes.LeaseName;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set for {@code run}. Each constant is the environment variable of that name, and a flag: {@code
 * POLL_INTERVAL} is {@code --poll-interval}. The flag wins.
 */
public enum Setting {
    /** Hathora's API. */
    HATHORA_API_URL("URL", null, "an http or https URL of a host, without user, query or fragment, such as https://hathora.example.com", "The server that speaks Hathora's API. Required: Hathora's own, https://api.hathora.dev, has been switched off. "
            + "With http, only loopback addresses, Services of the cluster (NAME, NAME.NAMESPACE.svc or NAME.NAMESPACE.svc.cluster.local) and other names without a dot are taken."),

    /** Whether tokens may be sent unencrypted. */
    HATHORA_ALLOW_HTTP("true|false", "false", "true or false", "Allows http to any host. Whoever can read the traffic in between then has the tokens."),

    /** Where rooms were before. */
    HATHORA_API_MOVED_FROM("ORIGIN,...", null, "origins of other endpoints than HATHORA_API_URL, separated by commas, such as https://api.hathora.dev", "Endpoints that HATHORA_API_URL has replaced and that are gone for good, separated by commas. Rooms that were made there count as ended, and are made anew."),

    /** Other names of the API. */
    HATHORA_API_ALIASES("ORIGIN,...", null, "origins of other endpoints than those of HATHORA_API_MOVED_FROM, separated by commas, such as https://api.hathora.dev", "Other endpoints behind which the same rooms are found as behind HATHORA_API_URL, separated by commas."),

    /** Whom to trust. */
    HATHORA_CA_FILE("FILE", null, "the path of a file with one or more certificates in PEM", "File with CA certificates to trust in addition to those of the system: for Hathora, and for the Kubernetes API unless the kubeconfig or service account names a CA. Read at the start."),

    /** The way to https URLs. */
    HTTPS_PROXY("URL", null, "the URL of a proxy that speaks plain HTTP, such as http://proxy.example.com:3128 or http://user:password@proxy.example.com:3128, and so must ALL_PROXY where it is used instead", "Proxy for https URLs, both of Hathora and of the Kubernetes API. As with curl, https_proxy takes precedence, ALL_PROXY is the fallback, and the default port is 1080."),

    /** The way to http URLs. */
    HTTP_PROXY("URL", null, HTTPS_PROXY.allowed, "Proxy for http URLs. http_proxy takes precedence, and ALL_PROXY is the fallback."),

    /** What is reached directly. */
    NO_PROXY("HOST,...", null, "names, addresses and blocks of addresses, separated by commas", "Hosts to reach directly, as curl reads them: example.com with its subdomains, 10.0.0.1, 10.0.0.0/8, fd00::/8. Each may have a port, and * stands for any text. As with curl, no_proxy takes precedence."),

    /** The operator's own token. */
    HATHORA_DEV_TOKEN("TOKEN", null, "a token: printable characters without white space", "Hathora token for rooms without credentials of their own. Other users of a machine can read its command "
            + "lines: prefer the variable, or a file."),

    /** Where the operator's own token is. */
    HATHORA_DEV_TOKEN_FILE("FILE", null, "the path of a file that holds a token and can be read", "File with that token instead. It is read again for every call, so it may be rotated."),

    /** The default application. */
    HATHORA_APP_ID("ID", null, "1 to 100 letters, digits, '_' or '-'", "Application of rooms that name none."),

    /** Which Secrets hold tokens. */
    CREDENTIALS_LABEL_REQUIRED("true|false", "true", "true or false", "Whether only Secrets with the label hathora.dev/credentials=true may be named by spec.credentialsSecretRef. "
            + "If false, whoever may create HathoraRooms can have any Secret of the namespace sent to HATHORA_API_URL. Meant for the transition of existing Secrets: it will be removed."),

    /** Where to look for rooms. */
    WATCH_NAMESPACES("NAME,...", null, "the names of namespaces, separated by commas", "Namespaces to look after, separated by commas. One that can't be read is retried; the others are served. Default: all."),

    /** Which rooms to look for. */
    WATCH_SELECTOR("SELECTOR", null, "a label selector as kubectl takes it, such as shard=a or env in (test,prod)", "Label selector: only rooms that match are looked after. Several operators can so share a cluster."),

    /** Whether the originals of restored resources are gone. */
    ADOPT_RESTORED("true|false", "false", "true or false", "Whether resources that were restored from a backup go on with the rooms of the originals: for disaster recovery, when the originals are gone."),

    /** How often settled rooms are looked at. */
    POLL_INTERVAL("DURATION", "30s", "a duration from 1s to 1h, such as 30s or 5m", "How often rooms that run are looked at, from 1s to 1h."),

    /** How fast Hathora may be called. */
    HATHORA_RATE_LIMIT("RPS", "50", "a number greater than 0", "Most requests per second to Hathora with one token."),

    /** Health and metrics. */
    HTTP_PORT("PORT", "8080", "a port from 1 to 65535, or 0 for any free one", "Port for /healthz, /readyz and /metrics; 0: any free one."),

    /** Whether several replicas may be started. */
    LEADER_ELECTION("true|false", "true", "true or false", "Whether replicas elect one of them to work while the others stand by. Set it to false only for development, where nobody else works on the same rooms: two operators without it undo what the other does."),

    /** Where replicas meet. */
    LEADER_ELECTION_NAMESPACE("NAME", null, "the name of a namespace", "Namespace of the lease for that. Default: the one the operator runs in; outside a cluster, that of the kubeconfig."),

    /** What replicas compete for. */
    LEADER_ELECTION_NAME("NAME", LeaseName.DEFAULT, "the name of a lease: lower-case letters, digits, '-' and '.', at most 253, such as hathora-operator", "Name of that lease. Operators that look after different rooms, and have their leases in one namespace, need different names."),

    /** How log lines are written. */
    LOG_FORMAT("text|json", "text", "text or json", "How log lines are written.");

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
     * All environment variables that are read; the first that is set wins. Those of proxies are curl's, with HTTP_PROXY
     * beside http_proxy: curl leaves it out for CGI scripts, whose callers can set it, and this is none.
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

    /** What stands for the value in the help. */
    public String placeholder() {
        return placeholder;
    }

    /** What holds where nothing is set; null: nothing. */
    public @Nullable String defaultValue() {
        return defaultValue;
    }

    /** What a value must be, to follow "must be". */
    public String allowed() {
        return allowed;
    }

    /** What it is for. */
    public String purpose() {
        return purpose;
    }

    /**
     * Checks a value.
     *
     * @throws InvalidSettingException unless it is allowed
     */
    void require(@Nullable Object value, boolean isAllowed) {
        if (!isAllowed) {
            throw InvalidSettingException.notAllowed(this, String.valueOf(value));
        }
    }

    /** Whether its flag may stand alone, and then means true. */
    public boolean isSwitch() {
        return placeholder.equals("true|false");
    }

    /** Whether the value must not be shown: it is a token, or may hold a password, also where it can't be parsed. */
    public boolean isSecret() {
        return this == HATHORA_DEV_TOKEN || this == HTTPS_PROXY || this == HTTP_PROXY;
    }
}
