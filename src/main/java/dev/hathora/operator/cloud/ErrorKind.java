package dev.hathora.operator.cloud;

/** The kinds of failure. Every failed call is one of these. */
public enum ErrorKind {
    /** 401: the token is wrong, expired or was rotated. */
    UNAUTHORIZED,

    /** 402: billing blocks the account, or a usage limit is reached. */
    BILLING,

    /** 403: the token is valid, but not allowed to make this call. */
    FORBIDDEN,

    /** 400, 422 and other 4xx: the request is invalid. A retry is pointless. */
    INVALID,

    /** 404 from Hathora itself: the room or application does not exist. */
    ABSENT,

    /** 409, or a rejection whose message says that the id is taken. */
    CONFLICT,

    /** 429: too many calls. {@link HathoraException#retryAfter()} may say when to retry. */
    THROTTLED,

    /** Timeouts, broken connections, 408, 5xx and malformed answers. They prove nothing about the room. */
    TRANSIENT
}
