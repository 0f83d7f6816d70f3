package dev.hathora.operator.host.cluster;

import dev.hathora.operator.host.model.Application;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** The name of an application. */
record Name(String namespace, String name) {
    static Name of(HasMetadata resource) {
        return new Name(resource.getMetadata().getNamespace(), resource.getMetadata().getName());
    }

    static Name of(Application application) {
        return new Name(application.namespace(), application.name());
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
