/**
 * What users are told: status, events, connection Secrets.
 */
@NullMarked
package dev.hathora.operator.controller.report;

import org.jspecify.annotations.NullMarked;
