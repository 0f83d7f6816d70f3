package dev.hathora.operator.controller;

import dev.hathora.operator.cloud.CallLimiter;
import dev.hathora.operator.cloud.HathoraCloud;

/**
 * Hathora, as one token sees it. The same token has the same account.
 *
 * @param cloud the calls; none of them asks the limiter
 * @param limiter says when one may be made
 * @param applications which applications were told about
 */
record Account(HathoraCloud cloud, CallLimiter limiter, Applications applications) {}
