package dev.hathora.operator.controller.kubernetes;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.room.Contender;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the API server which resources want a room, including resources that another operator manages. Searches the
 * whole cluster if the operator may, otherwise the watched namespaces. The answer is never older than the question.
 * Thread-safe.
 */
public final class HolderSearch {
    private static final Logger log = LoggerFactory.getLogger(HolderSearch.class);
    private static final String FIELD = "spec.roomId";
    private static final long AT_ONCE = 500;

    /** How long the result of an access review is used. Rights rarely change. */
    private static final Duration RIGHTS_HOLD = Duration.ofMinutes(10);

    private final KubernetesClient client;
    private final KubernetesRequests requests;
    private final Set<String> namespaces;
    private final InstantSource clock;
    private final long pageSize;
    private volatile Scope scope = new Scope(false, Instant.MIN);

    /** Where the operator may search, and until when that is assumed. */
    private record Scope(boolean everywhere, Instant until) {}

    /**
     * @param client the client of the cluster
     * @param requests limits concurrent requests
     * @param namespaces the watched namespaces; empty: all
     * @param clock the time of day
     */
    public HolderSearch(KubernetesClient client, KubernetesRequests requests, Set<String> namespaces,
            InstantSource clock) {
        this(client, requests, namespaces, clock, AT_ONCE);
    }

    /**
     * @param client the client of the cluster
     * @param requests limits concurrent requests
     * @param namespaces the watched namespaces; empty: all
     * @param clock the time of day
     * @param pageSize the page size of lists
     */
    public HolderSearch(KubernetesClient client, KubernetesRequests requests, Set<String> namespaces,
            InstantSource clock,
            long pageSize) {
        this.client = client;
        this.pageSize = pageSize;
        this.requests = requests;
        this.namespaces = namespaces;
        this.clock = clock;
    }

    /**
     * The other resources whose spec names the room and that want to hold it.
     *
     * @throws KubernetesClientException if they can't be listed
     */
    public List<Contender> others(HathoraRoom room, String roomId) {
        return wanting(roomId).stream()
                .filter(other -> !other.getMetadata().getUid().equals(room.getMetadata().getUid()))
                .flatMap(other -> Contender.of(other, roomId).stream()).toList();
    }

    private List<HathoraRoom> wanting(String roomId) {
        if (namespaces.isEmpty() || maySearchEverywhere()) {
            return list(client.resources(HathoraRoom.class).inAnyNamespace(), roomId);
        }
        List<HathoraRoom> found = new ArrayList<>();
        for (String namespace : namespaces) {
            try {
                found.addAll(list(client.resources(HathoraRoom.class).inNamespace(namespace), roomId));
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                    throw e;
                }
                // this operator can't see the resources there in any case
                log.debug("No permission to search for owners of rooms in namespace {}", namespace);
            }
        }
        return found;
    }

    /** Uses an access review instead of a try, because each refusal would appear in the API server's audit log. */
    private boolean maySearchEverywhere() {
        Scope known = scope;
        if (clock.instant().isBefore(known.until())) {
            return known.everywhere();
        }
        Scope now = new Scope(isAllowedEverywhere(), clock.instant().plus(RIGHTS_HOLD));
        scope = now;
        return now.everywhere();
    }

    private boolean isAllowedEverywhere() {
        SelfSubjectAccessReview question = new SelfSubjectAccessReviewBuilder().withNewSpec()
                .withNewResourceAttributes().withGroup(HathoraRoom.GROUP).withResource("hathorarooms").withVerb("list")
                .endResourceAttributes().endSpec().build();
        try {
            return requests.send(() -> client.authorization().v1().selfSubjectAccessReview().create(question))
                    .getStatus().getAllowed();
        } catch (KubernetesClientException e) {
            log.debug("Can't determine whether owners of rooms may be searched for in all namespaces: {}",
                    e.getMessage());
            return false;
        }
    }

    private <L extends KubernetesResourceList<HathoraRoom>> List<HathoraRoom> list(
            FilterWatchListDeletable<HathoraRoom, L, ?> resources, String roomId) {
        try {
            return pages(resources.withField(FIELD, roomId));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_BAD_REQUEST) {
                throw e;
            }
            // before Kubernetes 1.31, or with an older CRD, the field selector is not supported
            return pages(resources).stream()
                    .filter(room -> room.getSpec() != null && roomId.equals(room.getSpec().roomId())).toList();
        }
    }

    private <L extends KubernetesResourceList<HathoraRoom>> List<HathoraRoom> pages(
            FilterWatchListDeletable<HathoraRoom, L, ?> resources) {
        List<HathoraRoom> all = new ArrayList<>();
        String next = null;
        do {
            ListOptions page = new ListOptionsBuilder().withLimit(pageSize).withContinue(next).build();
            L list = requests.send(() -> resources.list(page));
            all.addAll(list.getItems());
            next = list.getMetadata() == null ? null : list.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
        return all;
    }
}
