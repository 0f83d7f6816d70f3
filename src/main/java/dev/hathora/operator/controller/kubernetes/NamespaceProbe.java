package dev.hathora.operator.controller.kubernetes;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Optional;

import com.fasterxml.jackson.core.JacksonException;
import dev.hathora.operator.api.HathoraRoom;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.jspecify.annotations.Nullable;

/** Asks whether the rooms of a namespace can be read. */
final class NamespaceProbe {
    private final KubernetesClient client;
    private final String namespace;
    /** Whether the namespace itself may be asked for; null: not known yet. */
    private @Nullable Boolean mayGetNamespace;

    /** @param namespace may be {@link WatchedNamespaces#ALL} */
    NamespaceProbe(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** What came of it. */
    sealed interface Answer {
        /**
         * The rooms can be read.
         *
         * @param revision how far the history of the cluster has come; null: the server does not count
         */
        record Listed(@Nullable Long revision) implements Answer {}

        /** The rooms could be read, but there is no such namespace. */
        record Missing() implements Answer {}

        /** The API server does not let them be read, for now or for good. */
        record Refused(boolean forbidden, String why) implements Answer {}

        /** Nobody answered. */
        record Silence() implements Answer {}
    }

    /** Asks; takes no longer than the client's timeout for each of two requests. */
    Answer ask() {
        try {
            KubernetesResourceList<HathoraRoom> rooms = rooms().list(new ListOptionsBuilder().withLimit(1L).build());
            return rooms.getItems().isEmpty() && isMissing()
                    ? new Answer.Missing()
                    : new Answer.Listed(revision(rooms));
        } catch (KubernetesClientException e) {
            if (isUnanswered(e)) {
                return new Answer.Silence();
            }
            return new Answer.Refused(e.getCode() == HttpURLConnection.HTTP_FORBIDDEN, message(e));
        }
    }

    private AnyNamespaceOperation<HathoraRoom, ? extends KubernetesResourceList<HathoraRoom>, Resource<HathoraRoom>> rooms() {
        return namespace.equals(WatchedNamespaces.ALL)
                ? client.resources(HathoraRoom.class).inAnyNamespace()
                : client.resources(HathoraRoom.class).inNamespace(namespace);
    }

    /** The list of a namespace that does not exist is empty. Most operators have no right to ask for more. */
    private boolean isMissing() {
        if (namespace.equals(WatchedNamespaces.ALL)) {
            return false;
        }
        if (mayGetNamespace == null) {
            mayGetNamespace = isAllowed("", "namespaces", "get").orElse(false);
        }
        try {
            return mayGetNamespace && client.namespaces().withName(namespace).get() == null;
        } catch (KubernetesClientException e) {
            // the right is gone, or nothing is known this time
            mayGetNamespace = null;
            return false;
        }
    }

    private static @Nullable Long revision(KubernetesResourceList<HathoraRoom> rooms) {
        try {
            return Long.valueOf(rooms.getMetadata().getResourceVersion());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Without a code there was no answer, or one that could not be understood. */
    private static boolean isUnanswered(KubernetesClientException e) {
        if (e.getCode() > 0) {
            return false;
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return !(cause instanceof JacksonException);
            }
        }
        return false;
    }

    /** In one line. */
    private static String message(KubernetesClientException e) {
        String status = e.getStatus() == null ? null : e.getStatus().getMessage();
        Throwable cause = e.getCause();
        String message = status == null && cause != null ? cause.getMessage() : status;
        return String.valueOf(message == null ? e.getMessage() : message).lines().findFirst().orElse("");
    }

    /** Whether changes of the rooms may be heard of; true where it can't be told. */
    boolean mayWatch() {
        return isAllowed(HathoraRoom.GROUP, "hathorarooms", "watch").orElse(true);
    }

    /** Asked without trying it, so that no audit log shows a request that was forbidden. Empty: it can't be told. */
    private Optional<Boolean> isAllowed(String group, String resource, String verb) {
        boolean everywhere = namespace.equals(WatchedNamespaces.ALL);
        try {
            var review = client.authorization().v1().selfSubjectAccessReview().create(
                    new SelfSubjectAccessReviewBuilder().withNewSpec().withNewResourceAttributes()
                            .withGroup(group).withResource(resource).withVerb(verb)
                            .withNamespace(everywhere ? null : namespace)
                            .withName(resource.equals("namespaces") ? namespace : null)
                            .endResourceAttributes().endSpec().build());
            return Optional.ofNullable(review.getStatus()).map(SubjectAccessReviewStatus::getAllowed);
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }
}
