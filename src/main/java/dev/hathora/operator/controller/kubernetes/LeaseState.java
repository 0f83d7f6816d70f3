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
 * The contents of a Lease. Its times come from the clock of its holder, and are written for people and tools. They are
 * compared with each other to detect a change, and never with a clock.
 *
 * @param holder the identity of the holder; empty: the lease was released
 * @param lasts how long the lease excludes others if it is not renewed; null: not set
 * @param acquired when the holder acquired it
 * @param renewed when the holder renewed it
 * @param transitions how often it changed from one holder to another
 */
record LeaseState(String holder, @Nullable Duration lasts, @Nullable Instant acquired, @Nullable Instant renewed,
        int transitions) {
    /**
     * The duration in a released lease. It is short, so that replicas that trust its times also take it at once;
     * client-go does the same.
     */
    private static final Duration RELEASED = Duration.ofSeconds(1);

    /** The contents of a Lease; null: there is no Lease, or it is empty. */
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

    /** The next renewal. It always differs from the last one, even if the clock stands still or was set back. */
    LeaseState renewedAt(Instant now, Duration lasting) {
        Instant time = now.truncatedTo(ChronoUnit.MICROS);
        return new LeaseState(holder, lasting, acquired,
                time.equals(renewed) ? time.plus(1, ChronoUnit.MICROS) : time, transitions);
    }

    /** The state after its holder has released it. */
    LeaseState releasedAt(Instant now) {
        Instant time = now.truncatedTo(ChronoUnit.MICROS);
        return new LeaseState("", RELEASED, time, time, transitions);
    }

    /**
     * The Lease with these contents. Everything else is kept from the existing Lease.
     *
     * @param lease the existing Lease; null: there is none
     */
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
