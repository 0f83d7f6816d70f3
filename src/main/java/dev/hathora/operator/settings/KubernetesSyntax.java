package dev.hathora.operator.settings;

import java.util.regex.Pattern;

/** The syntax of Kubernetes names and selectors, to find mistakes before a request is sent. */
final class KubernetesSyntax {
    private static final String LABEL = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?";
    private static final String NAME = "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
    private static final String KEY = "(?:(?=[^/]{1,253}/)" + LABEL + "(?:\\." + LABEL + ")*/)?" + NAME;
    private static final String VALUE = "\\s*(?:" + NAME + ")?\\s*";
    private static final String REQUIREMENT = "\\s*(?:!\\s*" + KEY + "|" + KEY + "(?:"
            + "\\s*(?:==?|!=)" + VALUE
            + "|\\s+(?:in|notin)\\s*\\(" + VALUE + "(?:," + VALUE + ")*\\)"
            + "|\\s*[<>]\\s*-?[0-9]{1,18}"
            + ")?)\\s*";

    private static final Pattern NAMESPACE = Pattern.compile(LABEL);
    private static final Pattern OBJECT_NAME = Pattern.compile("(?=.{1,253}$)" + LABEL + "(?:\\." + LABEL + ")*");
    private static final Pattern LABEL_SELECTOR = Pattern.compile(REQUIREMENT + "(?:," + REQUIREMENT + ")*");

    private KubernetesSyntax() {}

    static boolean isNamespace(String name) {
        return NAMESPACE.matcher(name).matches();
    }

    /** Whether this is a valid name for most resources, including leases. */
    static boolean isObjectName(String name) {
        return OBJECT_NAME.matcher(name).matches();
    }

    /** For example {@code shard=a,!test,env in (dev, prod)}. */
    static boolean isLabelSelector(String selector) {
        return LABEL_SELECTOR.matcher(selector).matches();
    }
}
