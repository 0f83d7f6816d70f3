package dev.hathora.operator.room;

/**
 * The endpoint where a claim was made, if it is not the current one.
 *
 * @param claimedAt its origin, from the annotation {@code hathora.dev/api}
 * @param called the origin of the current endpoint
 * @param gone whether a user has said that it is gone for good ({@code HATHORA_API_MOVED_FROM})
 */
public record OtherEndpoint(String claimedAt, String called, boolean gone) {}
