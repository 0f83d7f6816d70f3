package dev.hathora.operator.controller.memory;

import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.traffic.CallLimiter;

/**
 * Everything that belongs to one Hathora API token. The same token always has the same account.
 *
 * @param cloud the API client; its calls do not pass the rate limiter
 * @param limiter the rate limiter of this token; each call needs a permit from it
 * @param applications which applications Hathora has shown to know, with this token
 */
public record Account(HathoraCloud cloud, CallLimiter limiter, Applications applications) {}
