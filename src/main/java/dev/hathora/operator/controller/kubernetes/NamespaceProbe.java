package dev.hathora.operator.controller.kubernetes;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Optional;

import com.fasterxml.jackson.core.JacksonException;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.jspecify.annotations.Nullable;

/** Checks whether the rooms of a namespace can be read. Used by one thread. */
final class NamespaceProbe {
    private final KubernetesClient client;
    private final String namespace;
    /** Whether the operator may read the Namespace object; null: not known yet. */
    private @Nullable Boolean mayGetNamespace;

    /**
     * @param client a client with a short timeout
     * @param namespace may be {@link WatchedNamespaces#ALL}
     */
    NamespaceProbe(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** The result of a check. */
    sealed interface Answer {
        /**
         * The rooms can be read.
         *
         * @param revision the resourceVersion of the list; null: it is not a number
         */
        record Listed(@Nullable Long revision) implements Answer {}

        /** The list succeeded, but the namespace does not exist. */
        record Missing() implements Answer {}

        /**
         * The API server refused the list, temporarily or permanently.
         *
         * @param forbidden whether the right is missing
         * @param why the reason, for people
         */
        record Refused(boolean forbidden, String why) implements Answer {}

        /** There was no response. */
        record Silence() implements Answer {}
    }

    /** Lists at most one room. Takes at most the client's timeout for each of two requests. */
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

    /**
     * Whether the namespace does not exist; its list is empty then. False if the operator has no right to tell, as most
     * have not.
     */
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
            // the right was withdrawn, or this request failed
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

    /** Whether there was no response. Without a code, there was none, or one that could not be parsed. */
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

    /** The message on one line. */
    private static String message(KubernetesClientException e) {
        String status = e.getStatus() == null ? null : e.getStatus().getMessage();
        Throwable cause = e.getCause();
        String message = status == null && cause != null ? cause.getMessage() : status;
        return String.valueOf(message == null ? e.getMessage() : message).lines().findFirst().orElse("");
    }

    /** Whether the operator may watch the rooms; true if that can't be determined. */
    boolean mayWatch() {
        return isAllowed(HathoraRoom.GROUP, "hathorarooms", "watch").orElse(true);
    }

    /** Uses an access review, so that no forbidden request appears in an audit log. Empty: it can't be determined. */
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
