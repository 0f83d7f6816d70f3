package dev.hathora.operator.traffic;

/**
 * On whose account a call is made. Calls that wait are shared out between applications and between namespaces: see
 * {@link FairShares}.
 *
 * @param namespace the namespace of the resource that the call is made for
 * @param appId the Hathora application that the call is about
 */
public record Flow(String namespace, String appId) {}
