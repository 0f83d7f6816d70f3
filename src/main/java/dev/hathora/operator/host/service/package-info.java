/** Answers the API from the records, and notifies the engine of changed processes. */
@NullMarked
package dev.hathora.operator.host.service;

import org.jspecify.annotations.NullMarked;
