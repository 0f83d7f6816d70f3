package dev.hathora.operator.roomv2;

/**
 * An application as getApp describes it, less what is about players and people.
 *
 * @param appId its id
 * @param appName what people call it
 * @param orgId the organization it belongs to
 */
public record AppSummary(String appId, String appName, String orgId) {}
