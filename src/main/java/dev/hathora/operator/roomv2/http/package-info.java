/**
 * Hathora's API over HTTP/1.1, whatever its operations are: a table of {@link dev.hathora.operator.roomv2.http.Route}s,
 * limits, tokens, JSON, CORS. What stands in front of it is an {@link dev.hathora.operator.roomv2.http.Interceptor}. Start
 * with {@link dev.hathora.operator.roomv2.http.Api}.
 */
@NullMarked
package dev.hathora.operator.roomv2.http;

import org.jspecify.annotations.NullMarked;
