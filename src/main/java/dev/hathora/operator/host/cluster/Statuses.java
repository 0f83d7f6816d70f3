package dev.hathora.operator.host.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.hathora.operator.api.hathoraapplication.HathoraApplicationStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Writes status when it has changed, and tells changes as events. Numbers of processes and rooms change all the time:
 * they are written at most every {@link #NUMBERS}, everything else at once.
 */
final class Statuses {
    static final Duration NUMBERS = Duration.ofSeconds(5);

    private final Resources resources;
    private final ApplicationEvents events;
    private final KubernetesSerialization serialization;
    private final InstantSource clock;
    private final Map<String, Written> written = new HashMap<>();

    Statuses(Resources resources, ApplicationEvents events, KubernetesSerialization serialization,
            InstantSource clock) {
        this.resources = resources;
        this.events = events;
        this.serialization = serialization;
        this.clock = clock;
    }

    /**
     * What was written last.
     *
     * @param over the version of the resource that it was decided on. As long as the informer has no newer one, this is
     *     newer than what it has
     */
    private record Written(HathoraApplicationStatus status, String over, Instant at) {}

    /** The status that a resource has. */
    HathoraApplicationStatus of(GenericKubernetesResource resource) {
        Written last = written.get(resource.getMetadata().getUid());
        if (last != null && last.over().equals(resource.getMetadata().getResourceVersion())) {
            return last.status();
        }
        Object status = resource.getAdditionalProperties().get("status");
        try {
            return status == null
                    ? HathoraApplicationStatus.EMPTY
                    : serialization.convertValue(status, HathoraApplicationStatus.class);
        } catch (IllegalArgumentException e) {
            // Somebody, or another version, has written what this one can't read: it is written anew.
            return HathoraApplicationStatus.EMPTY;
        }
    }

    /** Brings the status of a resource up to date. */
    void show(GenericKubernetesResource resource, Observed observed) {
        Instant now = clock.instant();
        String uid = resource.getMetadata().getUid();
        HathoraApplicationStatus before = of(resource);
        HathoraApplicationStatus wanted = new StatusProjection(before, resource.getMetadata().getGeneration(), now)
                .of(observed, resource.isMarkedForDeletion());
        Written last = written.get(uid);
        boolean soon = last != null && now.isBefore(last.at().plus(NUMBERS));
        if (wanted.equals(before) || (soon && withoutNumbers(wanted).equals(withoutNumbers(before)))) {
            return;
        }
        resources.writeStatus(resource, serialization.asJson(wanted));
        written.put(uid, new Written(wanted, resource.getMetadata().getResourceVersion(), now));
        tell(resource, before, wanted);
    }

    private static HathoraApplicationStatus withoutNumbers(HathoraApplicationStatus status) {
        return new HathoraApplicationStatus(status.observedGeneration(), status.appId(), status.deploymentId(),
                status.deployments(), null, null, status.conditions());
    }

    /** Status says what was told already, so that a restart of the host tells nothing again. */
    private void tell(GenericKubernetesResource resource, HathoraApplicationStatus before,
            HathoraApplicationStatus now) {
        if (now.deploymentId() != null && !now.deploymentId().equals(before.deploymentId())) {
            var newest = now.deployments().getFirst();
            events.tell(resource, "Normal", "DeploymentCreated",
                    "New rooms use deployment " + newest.number() + " (" + newest.image() + ")");
        }
        Condition stalled = now.condition(StatusProjection.STALLED);
        Condition earlier = before.condition(StatusProjection.STALLED);
        if (stalled != null && (earlier == null || !Objects.equals(earlier.getMessage(), stalled.getMessage()))) {
            events.tell(resource, "Warning", stalled.getReason(), stalled.getMessage());
        }
        if (now.condition(StatusProjection.RECONCILING) != null
                && before.condition(StatusProjection.RECONCILING) == null) {
            events.tell(resource, "Normal", "Deleting", "Game servers are ended before this resource is deleted");
        }
    }

    /** Forgets all other resources. */
    void retain(Set<String> uids) {
        written.keySet().retainAll(uids);
    }
}
