package dev.hathora.operator.controller.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import org.jspecify.annotations.Nullable;

/**
 * What a Lease says. Its times come from the clock of whoever held it, and are written for people and their tools: they
 * are compared with each other to see a change, and never with a clock.
 *
 * @param holder who holds it; empty: nobody, it was released
 * @param lasts how long it keeps others out when it is not renewed; null: it does not say
 * @param acquired when its holder got it
 * @param renewed when its holder renewed it
 * @param transitions how often it went from one holder to another
 */
record LeaseState(String holder, @Nullable Duration lasts, @Nullable Instant acquired, @Nullable Instant renewed,
        int transitions) {
    /** What a released lease says, so that even those who go by its times take it at once: client-go writes the same. */
    private static final Duration RELEASED = Duration.ofSeconds(1);

    /** What a Lease says; null: there is none, or there is nothing in it. */
    static @Nullable LeaseState of(@Nullable Lease lease) {
        LeaseSpec spec = lease == null ? null : lease.getSpec();
        if (spec == null || spec.equals(new LeaseSpec())) {
            return null;
        }
        Integer seconds = spec.getLeaseDurationSeconds();
        return new LeaseState(Objects.requireNonNullElse(spec.getHolderIdentity(), ""),
                seconds == null ? null : Duration.ofSeconds(seconds), instant(spec.getAcquireTime()),
                instant(spec.getRenewTime()), Objects.requireNonNullElse(spec.getLeaseTransitions(), 0));
    }

    private static @Nullable Instant instant(@Nullable ZonedDateTime time) {
        return time == null ? null : time.toInstant();
    }

    boolean isReleased() {
        return holder.isEmpty();
    }

    /** The next renewal. Others see that it is one even where the clock stands still or was put back. */
    LeaseState renewedAt(Instant now, Duration lasting) {
        Instant time = now.truncatedTo(ChronoUnit.MICROS);
        return new LeaseState(holder, lasting, acquired,
                time.equals(renewed) ? time.plus(1, ChronoUnit.MICROS) : time, transitions);
    }

    /** Given back by its holder. */
    LeaseState releasedAt(Instant now) {
        Instant time = now.truncatedTo(ChronoUnit.MICROS);
        return new LeaseState("", RELEASED, time, time, transitions);
    }

    /** The Lease that says this, in place of the one that there is, of which all else is kept. */
    Lease writtenOver(@Nullable Lease lease, LeaseName name) {
        LeaseBuilder builder = lease == null
                ? new LeaseBuilder().withNewMetadata().withNamespace(name.namespace()).withName(name.name())
                        .endMetadata()
                : new LeaseBuilder(lease);
        return builder.editOrNewSpec().withHolderIdentity(holder)
                .withLeaseDurationSeconds(lasts == null ? null : Math.toIntExact(lasts.toSeconds()))
                .withAcquireTime(utc(acquired)).withRenewTime(utc(renewed)).withLeaseTransitions(transitions)
                .endSpec().build();
    }

    private static @Nullable ZonedDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atZone(ZoneOffset.UTC);
    }
}
