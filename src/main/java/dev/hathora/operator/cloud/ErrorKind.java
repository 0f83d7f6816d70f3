package dev.hathora.operator.cloud;

/** What a failed call means for the caller. Exhaustive: every failure is one of these. */
public enum ErrorKind {
    /** 401: the token is wrong, expired or was rotated. */
    UNAUTHORIZED,

    /** 402: billing blocks the account. */
    BILLING,

    /** 403: the token is right, but this is not allowed. */
    FORBIDDEN,

    /** 400, 422 and other 4xx: the request was refused as it is; sending it again changes nothing. */
    INVALID,

    /** 404 from Hathora itself: what the call names does not exist. */
    ABSENT,

    /** 409, or a refusal whose message says that the id is taken. */
    CONFLICT,

    /** 429: too many calls. {@link HathoraException#retryAfter()} may say when to come back. */
    THROTTLED,

    /** Timeouts, broken connections, 408, 5xx, answers that can't be read: says nothing about the room. */
    TRANSIENT
}
