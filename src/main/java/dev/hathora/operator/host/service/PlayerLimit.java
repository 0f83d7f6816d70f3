package dev.hathora.operator.host.service;

import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.hathora.operator.roomv2.Refusal;
import dev.hathora.operator.roomv2.http.RateLimit;

/** How often the players of an application may have something made, all together: anybody may log in as any number of them. */
public final class PlayerLimit {
    private final double perSecond;
    private final InstantSource clock;
    private final ConcurrentMap<String, RateLimit> byApplication = new ConcurrentHashMap<>();

    /** @param perSecond in an application */
    public PlayerLimit(double perSecond, InstantSource clock) {
        this.perSecond = perSecond;
        this.clock = clock;
    }

    /**
     * Lets one through.
     *
     * @param appId one that exists: each is remembered
     * @throws Refusal 429, with how long to wait
     */
    void take(String appId) {
        byApplication.computeIfAbsent(appId, id -> new RateLimit(perSecond, clock)).take();
    }
}
