package dev.hathora.operator.host.applications;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

import dev.hathora.operator.api.Formats;
import dev.hathora.operator.host.model.TokenHash;
import dev.hathora.operator.host.model.WantedApplication;
import org.jspecify.annotations.Nullable;

/**
 * The references of an application to Secrets.
 *
 * @param appSecret the key that its players' tokens are signed with; null: the host generates one
 * @param tokens the developer tokens that are valid for this application only
 */
public record SecretRefs(@Nullable Ref appSecret, List<Ref> tokens) {
    private static final int MOST_TOKENS = 100;
    private static final Pattern NAME = Pattern.compile(Formats.SECRET_NAME);
    private static final Pattern KEY = Pattern.compile(Formats.SECRET_KEY);

    /** A Secret that is referred to. */
    public sealed interface Lookup {}

    /**
     * One that can be used.
     *
     * @param values its values by key
     */
    public record Found(Map<String, String> values) implements Lookup {
        /** The map never changes. */
        public Found {
            values = Map.copyOf(values);
        }

        /** None of the values. */
        @Override
        public String toString() {
            return "Found[]";
        }
    }

    /**
     * One that can't be used.
     *
     * @param problem why, and what to do: the rest of a sentence that begins with its name
     */
    public record Unusable(String problem) implements Lookup {}

    /** What a value is for. Headers carry it unchanged, and it fits into them. */
    enum Use {
        TOKEN("token", 1),
        /** HS256 requires a key of at least 256 bits. */
        APP_SECRET("secret", 32);

        private final String defaultKey;
        private final int least;
        private final Pattern usable;

        Use(String defaultKey, int least) {
            this.defaultKey = defaultKey;
            this.least = least;
            this.usable = Pattern.compile("[!-~]{" + least + ",4096}");
        }
    }

    /**
     * A value in a Secret.
     *
     * @param field the field with the reference, such as {@code spec.appSecretRef}
     */
    public record Ref(String field, String name, String key, Use use) {
        static Ref read(Field ref, Use use) {
            ref.requireObject(List.of("name", "key"));
            Field name = ref.get("name");
            if (ref.value().isObject() && name.isAbsent()) {
                name.problem("is missing: write the name of a Secret");
            }
            return new Ref(ref.path(), name.hiddenText(NAME, "has to be the name of a Secret").orElse(""),
                    ref.get("key").hiddenText(KEY, "has to be a key in that Secret").orElse(use.defaultKey), use);
        }

        Optional<String> resolve(Function<String, Lookup> secrets, Consumer<String> problem) {
            return switch (secrets.apply(name)) {
                case Found found -> value(found, problem);
                case Unusable unusable -> {
                    problem.accept("refers to the Secret " + name + ", " + unusable.problem());
                    yield Optional.empty();
                }
            };
        }

        private Optional<String> value(Found secret, Consumer<String> problem) {
            String value = secret.values().get(key);
            if (value == null) {
                problem.accept(
                        "refers to the key %s, which the Secret %s does not have: add it, or refer to another one"
                                .formatted(key, name));
            } else if (!use.usable.matcher(value.strip()).matches()) {
                problem.accept(
                        ("refers to the key %s of the Secret %s, whose value can't be used: write %d to 4096 visible"
                                + " ASCII characters, without white space").formatted(key, name, use.least));
            } else {
                return Optional.of(value.strip());
            }
            return Optional.empty();
        }
    }

    /** The list never changes. */
    public SecretRefs {
        tokens = List.copyOf(tokens);
    }

    static SecretRefs read(Field spec) {
        Field appSecret = spec.get("appSecretRef");
        Field tokens = spec.get("tokenSecretRefs");
        List<Ref> refs = new ArrayList<>();
        if (tokens.isAbsent() || tokens.value().isArray()) {
            tokens.items().forEach(ref -> refs.add(Ref.read(ref, Use.TOKEN)));
        } else {
            // The value is not quoted, because it may be a token.
            tokens.problem("has to be a list of objects with name and key");
        }
        if (refs.size() > MOST_TOKENS) {
            tokens.problem("has more than " + MOST_TOKENS + " tokens: remove some");
        }
        return new SecretRefs(appSecret.isAbsent() ? null : Ref.read(appSecret, Use.APP_SECRET), refs);
    }

    /**
     * Gets the values from the Secrets.
     *
     * @param application its name
     * @param secrets finds a Secret by name
     * @param problems what can't be found, or can't be used, is added to them
     */
    public WantedApplication.Keys resolve(String application, Function<String, Lookup> secrets,
            List<String> problems) {
        List<TokenHash> hashes = new ArrayList<>();
        for (Ref ref : tokens) {
            Consumer<String> problem = told -> problems.add(ref.field() + " of " + application + " " + told);
            ref.resolve(secrets, problem).map(TokenHash::of).ifPresent(hash -> {
                if (hashes.contains(hash)) {
                    problem.accept("refers to the same token as another reference: remove one");
                }
                hashes.add(hash);
            });
        }
        String secret = appSecret == null
                ? null
                : appSecret.resolve(secrets,
                        told -> problems.add(appSecret.field() + " of " + application + " " + told)).orElse(null);
        return new WantedApplication.Keys(secret, hashes);
    }
}
