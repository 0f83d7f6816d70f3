package dev.hathora.operator.controller.kubernetes;

/**
 * The Lease that the replicas of one operator compete for.
 *
 * @param namespace its namespace
 * @param name its name
 */
public record LeaseName(String namespace, String name) {
    /** The default name. */
    public static final String DEFAULT = "hathora-operator";

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
