package dev.hathora.operator.room;

/**
 * The endpoint where a claim was made, which is not the one that is called now.
 *
 * @param claimedAt its origin, as the annotation {@code hathora.dev/api} has it
 * @param called the origin that is called now
 * @param gone whether a person has said that it is gone for good ({@code HATHORA_API_MOVED_FROM})
 */
public record OtherEndpoint(String claimedAt, String called, boolean gone) {}
