package dev.hathora.operator.controller.roomset;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hathora.operator.api.hathoraroom.HathoraRoomSpec;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.api.hathoraroomset.RoomTemplate;
import dev.hathora.operator.api.hathoraroomset.SetLabel;
import dev.hathora.operator.roomset.TemplateHash;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;

/** Says whether rooms can be created from a template, and which rooms were created from the same one. */
final class Templates {
    private final KubernetesSerialization serialization;
    private final TemplateHash hash;
    private final @Nullable String defaultAppId;
    private final WatchSelector selector;

    /**
     * @param serialization the serialization of resources
     * @param defaultAppId the application for templates that name none; null: there is none
     * @param selector the resources that this operator watches
     */
    Templates(KubernetesSerialization serialization, @Nullable String defaultAppId, WatchSelector selector) {
        this.serialization = serialization;
        this.defaultAppId = defaultAppId;
        this.selector = selector;
        ObjectNode defaults = JsonNodeFactory.instance.objectNode();
        defaults.set("spec", json(serialization.unmarshal("{}", HathoraRoomSpec.class)));
        hash = new TemplateHash(defaults, Set.of(JsonPointer.compile("/spec/roomConfigJson")));
    }

    /** The value of the label {@link HathoraRoomSet#TEMPLATE_HASH} for rooms of this template. */
    String hash(RoomTemplate template) {
        return hash.of(json(template));
    }

    /** The application of the rooms; empty: neither the template nor the operator names one. */
    Optional<String> appId(RoomTemplate template) {
        return Optional.ofNullable(template.spec().appId()).or(() -> Optional.ofNullable(defaultAppId))
                .filter(appId -> !appId.isEmpty());
    }

    /** Why no room can be created from the set's template, and what to do; empty: rooms can be created. */
    Optional<String> problem(HathoraRoomSet set) {
        if (set.unreadable() != null) {
            return Optional.of(set.unreadable());
        }
        List<String> violations = set.getSpec().violations();
        if (!violations.isEmpty()) {
            return Optional.of(String.join("; ", violations));
        }
        RoomTemplate template = set.getSpec().template();
        if (appId(template).isEmpty()) {
            return Optional.of("the template names no application, and the operator has no default (HATHORA_APP_ID): "
                    + "set spec.template.spec.appId");
        }
        Map<String, String> labels = new HashMap<>(template.metadata().labels());
        labels.put(HathoraRoomSet.SET_LABEL, SetLabel.of(set.getMetadata().getName()));
        return selector.matches(labels)
                ? Optional.empty()
                : Optional.of("the operator only watches resources with labels that match " + selector.text()
                        + " (WATCH_SELECTOR), and the rooms of this set would not: add such labels to "
                        + "spec.template.metadata.labels");
    }

    private JsonNode json(Object value) {
        return serialization.unmarshal(serialization.asJson(value), JsonNode.class);
    }
}
