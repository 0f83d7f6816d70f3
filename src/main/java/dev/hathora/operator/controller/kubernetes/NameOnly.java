package dev.hathora.operator.controller.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/**
 * Refers to an object that is to be patched. With a reference by name, the client would read the object before each
 * patch, and it copies whatever object it is given, as
 * {@code findings/fabric8-copies-the-whole-object-to-send-a-patch.sh} shows.
 */
public final class NameOnly {
    private NameOnly() {}

    /**
     * An object with nothing but a namespace and a name.
     *
     * @param object has them
     * @param empty a new one, which gets them and is returned
     */
    public static <T extends HasMetadata> T of(HasMetadata object, T empty) {
        ObjectMeta name = new ObjectMetaBuilder().withNamespace(object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName()).build();
        empty.setMetadata(name);
        return empty;
    }
}
