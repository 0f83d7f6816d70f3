/**
 * Serves an API over HTTP/1.1, independent of its operations: a table of {@link
 * dev.hathora.operator.roomv2.http.Route}s, limits, tokens, JSON, CORS. An {@link
 * dev.hathora.operator.roomv2.http.Interceptor} can be put in front of it. Start with {@link
 * dev.hathora.operator.roomv2.http.Api}.
 */
@NullMarked
package dev.hathora.operator.roomv2.http;

import org.jspecify.annotations.NullMarked;
