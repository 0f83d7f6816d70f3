package dev.hathora.operator.host.cluster;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hathora.operator.host.applications.ApplicationReader;
import dev.hathora.operator.host.applications.InvalidManifestException;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.WantedApplication;
import dev.hathora.operator.host.store.AppIdTakenException;
import dev.hathora.operator.host.store.ApplicationStore;
import dev.hathora.operator.host.store.TokenTakenException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the records in line with resources: applies those that exist, and deletes those that are being deleted. */
final class Changes {
    private static final Logger log = LoggerFactory.getLogger(Changes.class);

    private final Resources resources;
    private final ApplicationSecrets secrets;
    private final ApplicationStore store;
    private final KubernetesSerialization serialization;
    private final InstantSource clock;
    private final Map<String, WantedApplication> applied = new HashMap<>();

    Changes(Resources resources, ApplicationSecrets secrets, ApplicationStore store,
            KubernetesSerialization serialization, InstantSource clock) {
        this.resources = resources;
        this.secrets = secrets;
        this.store = store;
        this.serialization = serialization;
        this.clock = clock;
    }

    /**
     * What became of a resource.
     *
     * @param changed whether records were changed
     * @param problem why it is not as its spec says; null if it is
     * @param formerId the id of the application that it was; null if it never was one, or still is
     */
    record Result(boolean changed, Observed.@Nullable Problem problem, @Nullable String formerId) {}

    /** A resource that can be read, and what it refers to. */
    private record Wanted(GenericKubernetesResource resource, WantedApplication application) {
        String uid() {
            return resource.getMetadata().getUid();
        }
    }

    /**
     * Applies all resources.
     *
     * @param living the applications that exist
     * @return by uid; without those that could not be read or written, which come again in the next round
     */
    Map<String, Result> apply(List<GenericKubernetesResource> all, Map<Name, Application> living) {
        applied.keySet().retainAll(all.stream().map(r -> r.getMetadata().getUid()).collect(Collectors.toSet()));
        Map<String, Result> results = new HashMap<>();
        List<Wanted> refused = new ArrayList<>();
        for (GenericKubernetesResource resource : all) {
            try {
                if (resource.isMarkedForDeletion()) {
                    results.put(resource.getMetadata().getUid(), delete(resource, living.get(Name.of(resource))));
                } else {
                    read(resource, results).ifPresent(wanted -> {
                        resources.hold(resource);
                        Result result = apply(wanted);
                        results.put(wanted.uid(), result);
                        if (result.problem() != null) {
                            refused.add(wanted);
                        }
                    });
                }
            } catch (KubernetesClientException e) {
                log.warn("HathoraApplication {} can't be applied yet: {}", Name.of(resource), e.getMessage());
            }
        }
        // A token that moves is another application's until that one is applied.
        refused.forEach(wanted -> results.put(wanted.uid(), apply(wanted)));
        return results;
    }

    private Result delete(GenericKubernetesResource resource, @Nullable Application application) {
        Name name = Name.of(resource);
        if (application == null) {
            return new Result(false, null, store.appId(name.namespace(), name.name()).orElse(null));
        }
        store.delete(application.appId(), clock.instant());
        applied.remove(resource.getMetadata().getUid());
        log.info("Application {} ({}) is deleted, and its processes are ended", name, application.appId());
        return new Result(true, null, application.appId());
    }

    /** What a resource wants; if it can't be used, the problem is added to the results. */
    private Optional<Wanted> read(GenericKubernetesResource resource, Map<String, Result> results) {
        String namespace = resource.getMetadata().getNamespace();
        String uid = resource.getMetadata().getUid();
        ApplicationReader.AppManifest manifest;
        try {
            manifest = ApplicationReader.read(serialization.convertValue(resource, JsonNode.class), namespace);
        } catch (InvalidManifestException e) {
            results.put(uid, problem(ApplicationReason.INVALID_SPEC, e.problems()));
            return Optional.empty();
        }
        List<String> unusable = new ArrayList<>();
        WantedApplication.Keys keys = manifest.refs().resolve(manifest.application().name(),
                name -> secrets.find(namespace, name), unusable);
        if (!unusable.isEmpty()) {
            results.put(uid, problem(ApplicationReason.SECRET_UNUSABLE, unusable));
            return Optional.empty();
        }
        return Optional.of(new Wanted(resource, manifest.application().with(keys)));
    }

    private static Result problem(ApplicationReason reason, List<String> problems) {
        return new Result(false, new Observed.Problem(reason, String.join("; ", problems)), null);
    }

    private Result apply(Wanted wanted) {
        if (wanted.application().equals(applied.get(wanted.uid()))) {
            return new Result(false, null, null);
        }
        try {
            var deployment = store.apply(wanted.application(), clock.instant());
            applied.put(wanted.uid(), wanted.application());
            log.info("Application {} is {}, with deployment {} (number {})", Name.of(wanted.resource()),
                    deployment.appId(), deployment.deploymentId(), deployment.number());
            return new Result(true, null, null);
        } catch (AppIdTakenException e) {
            return problem(ApplicationReason.APP_ID_TAKEN, List.of("spec.appId " + e.getMessage()));
        } catch (TokenTakenException e) {
            // Not whose: it may be in a namespace of others.
            return problem(ApplicationReason.TOKEN_TAKEN, List.of("spec.tokenSecretRefs[" + e.index()
                    + "] refers to a token of another application: use another one"));
        }
    }

    /** Applies everything again in the next round. */
    void forget() {
        applied.clear();
    }
}
