package dev.hathora.operator.traffic;

/**
 * The tenant of a call, for fair queueing. Queued calls are shared fairly between applications and between namespaces:
 * see {@link FairShares}.
 *
 * @param namespace the namespace of the resource for which the call is made
 * @param appId the Hathora application of the call
 */
public record Flow(String namespace, String appId) {}
