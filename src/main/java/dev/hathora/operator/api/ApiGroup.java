package dev.hathora.operator.api;

/** The API group of the custom resources. */
public final class ApiGroup {
    /** Its name, and the prefix of every label, annotation and finalizer. */
    public static final String NAME = "hathora.dev";

    private ApiGroup() {}
}
