package dev.hathora.operator.controller.kubernetes;

/** Which Lease the replicas of one operator compete for. */
public record LeaseName(String namespace, String name) {
    /** Its name where nobody chose another one. */
    public static final String DEFAULT = "hathora-operator";

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
