package dev.hathora.operator.host.service;

import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.hathora.operator.roomv2.Refusal;
import dev.hathora.operator.roomv2.http.RateLimit;

/**
 * Limits how often all players of an application together may create something: everybody can log in as any number of
 * players.
 */
public final class PlayerLimit {
    private final double perSecond;
    private final InstantSource clock;
    private final ConcurrentMap<String, RateLimit> byApplication = new ConcurrentHashMap<>();

    /** @param perSecond calls per second for each application */
    public PlayerLimit(double perSecond, InstantSource clock) {
        this.perSecond = perSecond;
        this.clock = clock;
    }

    /**
     * Admits a call, or refuses it.
     *
     * @param appId an existing application, as each is kept in memory
     * @throws Refusal 429, with the time to wait
     */
    void take(String appId) {
        byApplication.computeIfAbsent(appId, id -> new RateLimit(perSecond, clock)).take();
    }
}
