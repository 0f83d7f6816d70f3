package dev.hathora.operator.host.cluster;

import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import dev.hathora.operator.api.ShortText;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes core/v1 Events about applications. Repetitions share one object, whose name follows from the contents, so
 * nothing has to be remembered. Best effort: an event that can't be written is only logged.
 */
final class ApplicationEvents {
    private static final Logger log = LoggerFactory.getLogger(ApplicationEvents.class);
    private static final String SOURCE = "hathora-host";
    private static final int MAX_MESSAGE = 1024;

    private final KubernetesClient client;
    private final InstantSource clock;

    ApplicationEvents(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /** @param type Normal or Warning */
    void tell(HasMetadata resource, String type, String reason, String message) {
        log.atLevel(type.equals("Warning") ? org.slf4j.event.Level.WARN : org.slf4j.event.Level.INFO)
                .log("HathoraApplication {}/{}: {}: {}", resource.getMetadata().getNamespace(),
                        resource.getMetadata().getName(), reason, message);
        try {
            write(resource, type, reason, ShortText.of(message, MAX_MESSAGE));
        } catch (KubernetesClientException e) {
            log.debug("Event {} not written: {}", reason, e.getMessage());
        }
    }

    private void write(HasMetadata resource, String type, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String namespace = resource.getMetadata().getNamespace();
        String said = resource.getMetadata().getUid() + "/" + reason + "/" + message;
        String name = resource.getMetadata().getName() + "."
                + UUID.nameUUIDFromBytes(said.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "");
        Event event = new EventBuilder().withNewMetadata().withName(name).withNamespace(namespace).endMetadata()
                .withNewInvolvedObject().withApiVersion(resource.getApiVersion()).withKind(resource.getKind())
                .withNamespace(namespace).withName(resource.getMetadata().getName())
                .withUid(resource.getMetadata().getUid()).endInvolvedObject()
                .withType(type).withReason(reason).withMessage(message).withCount(1)
                .withFirstTimestamp(now).withLastTimestamp(now).withNewSource().withComponent(SOURCE).endSource()
                .withReportingComponent(SOURCE).withReportingInstance(SOURCE).build();
        try {
            client.v1().events().resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            client.v1().events().inNamespace(namespace).withName(name).edit(old -> new EventBuilder(old)
                    .withCount(old.getCount() == null ? 2 : old.getCount() + 1).withLastTimestamp(now).build());
        }
    }
}
