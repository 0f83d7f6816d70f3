/**
 * Answers the API from the records, and has the engine look at what it changed.
 */
@NullMarked
package dev.hathora.operator.host.service;

import org.jspecify.annotations.NullMarked;
