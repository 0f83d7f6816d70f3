package dev.hathora.operator.controller;

import dev.hathora.operator.cloud.CallLimiter;
import dev.hathora.operator.cloud.HathoraCloud;

/**
 * Hathora, as one token sees it. The same token has the same account.
 *
 * @param cloud the calls; none of them asks the limiter
 * @param limiter says when one may be made
 */
record Account(HathoraCloud cloud, CallLimiter limiter) {}
