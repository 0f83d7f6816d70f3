package dev.hathora.operator.controller.report;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Events on resources of any kind, as {@code kubectl describe} and {@code kubectl events} show them. */
public interface Events {
    /**
     * Something that is meant to happen.
     *
     * @param reason what happened, in one word that tools may match
     * @param message what happened, for people
     */
    void normal(HasMetadata resource, String reason, String message);

    /**
     * Something that a user should look at.
     *
     * @param reason what happened, in one word that tools may match
     * @param message what happened and what to do, for people
     */
    void warning(HasMetadata resource, String reason, String message);
}
