package dev.hathora.operator.controller.memory;

import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.traffic.CallLimiter;

/**
 * Hathora, as one token sees it. The same token has the same account.
 *
 * @param cloud the calls; none of them asks the limiter
 * @param limiter says when one may be made
 * @param applications which applications were told about
 */
public record Account(HathoraCloud cloud, CallLimiter limiter, Applications applications) {}
