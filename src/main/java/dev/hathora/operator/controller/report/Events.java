package dev.hathora.operator.controller.report;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Writes events on resources of any kind, as {@code kubectl describe} and {@code kubectl events} show them. Never
 * blocks and never fails.
 */
public interface Events {
    /**
     * Reports something that is expected to happen.
     *
     * @param reason what happened, in one word that tools can match
     * @param message what happened, for people
     */
    void normal(HasMetadata resource, String reason, String message);

    /**
     * Reports something that a user should look at.
     *
     * @param reason what happened, in one word that tools can match
     * @param message what happened and what to do, for people
     */
    void warning(HasMetadata resource, String reason, String message);
}
