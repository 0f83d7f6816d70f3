/** The HTTP adapter of the port: requests, strict validation of answers, and the mapping of failures. */
@NullMarked
package dev.hathora.operator.cloud.http;

import org.jspecify.annotations.NullMarked;
