/**
 * The port's HTTP adapter: requests, answers read with suspicion, and what each failure means.
 */
@NullMarked
package dev.hathora.operator.cloud.http;

import org.jspecify.annotations.NullMarked;
