package dev.hathora.operator.controller.kubernetes;

import java.util.function.BooleanSupplier;

import dev.hathora.operator.controller.kubernetes.NamespaceProbe.Answer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known about one watched namespace. Written by one thread. */
final class WatchedNamespace {
    private static final Logger log = LoggerFactory.getLogger(WatchedNamespace.class);
    /**
     * After this many refusals in a row the namespace counts as unreadable. Temporary errors such as 500 and 429 are
     * not reported.
     */
    private static final int REFUSED_FOR_LONG = 3;
    /**
     * After this many checks without a watch the namespace counts as unreadable. An informer retries its watch at least
     * every 32 s.
     */
    private static final int UNHEARD_FOR_LONG = 5;
    /** After this many such checks, ten minutes, the informer does not seem to retry any more. */
    private static final int UNHEARD_FOR_GOOD = 60;
    private static final String GRANT = "Give the operator's ServiceAccount the rights of the Helm chart there, or correct "
            + "WATCH_NAMESPACES. ";

    private final String subject;
    private final BooleanSupplier mayWatch;
    private final Runnable onRestored;
    private int refused;
    private volatile int unheard;
    private @Nullable Long revision;
    private volatile @Nullable Problem problem;

    /**
     * Why a namespace is not served.
     *
     * @param text the problem in a few words
     * @param unreadable whether rooms can't be read; false: only the namespace does not exist
     * @param advice what to do, in sentences that each end with a space; empty: nothing but wait
     */
    record Problem(String text, boolean unreadable, String advice) {}

    /**
     * @param name the namespace, or {@link WatchedNamespaces#ALL}
     * @param mayWatch whether the operator has the right to watch the namespace; asked if it can be listed but is not
     *     watched
     * @param onRestored called when the resourceVersion of the cluster went back
     */
    WatchedNamespace(String name, BooleanSupplier mayWatch, Runnable onRestored) {
        this.subject = name.equals(WatchedNamespaces.ALL) ? "the cluster" : "namespace " + name;
        this.mayWatch = mayWatch;
        this.onRestored = onRestored;
    }

    /** The problem; null: there is none. Readable by any thread. */
    @Nullable
    Problem problem() {
        return problem;
    }

    /** Whether only a restart seems to help: there is nothing that prevents the watch. Readable by any thread. */
    boolean isStuck() {
        return unheard >= UNHEARD_FOR_GOOD;
    }

    /** Records the result of a check, and the state of the informer. */
    void take(Answer answer, Reading reading) {
        switch (answer) {
            case Answer.Listed listed -> {
                refused = 0;
                follow(listed.revision());
                heardOf(reading);
            }
            case Answer.Missing missing -> {
                unheard = 0;
                is(new Problem(subject + " does not exist", false, "Create it, or correct WATCH_NAMESPACES. "));
            }
            case Answer.Refused no -> {
                refused++;
                unheard = 0;
                if (no.forbidden() || refused >= REFUSED_FOR_LONG || problem != null) {
                    is(new Problem(subject + " can't be read: " + no.why(), true, no.forbidden() ? GRANT : ""));
                }
            }
            case Answer.Silence silence -> {
                // no response says nothing about this namespace
            }
        }
    }

    private void follow(@Nullable Long now) {
        if (now != null && revision != null && now < revision) {
            log.warn(
                    "The resourceVersion of lists went back from {} to {}: etcd was restored from a backup, so all rooms "
                            + "are listed again",
                    revision, now);
            onRestored.run();
        }
        revision = now;
    }

    private void heardOf(Reading reading) {
        if (reading == Reading.WATCHING) {
            unheard = 0;
            isWell();
            return;
        }
        if (!mayWatch.getAsBoolean()) {
            unheard = 0;
            is(new Problem(subject + " can't be watched: the operator has no right to watch hathorarooms there", true,
                    GRANT));
            return;
        }
        unheard = Math.min(unheard + 1, UNHEARD_FOR_GOOD);
        if (problem != null || unheard >= UNHEARD_FOR_LONG) {
            is(new Problem(subject + " can be listed, but is not watched yet", true, ""));
        }
    }

    private void is(Problem now) {
        if (problem == null) {
            log.warn("{}. {}Rooms there are not managed until it works, and the operator keeps retrying",
                    sentence(now.text()),
                    now.advice());
        }
        problem = now;
    }

    private void isWell() {
        if (problem != null) {
            log.info("{} is watched now", sentence(subject));
        }
        problem = null;
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
