/** What is reported to users: status, events and connection Secrets. */
@NullMarked
package dev.hathora.operator.controller.report;

import org.jspecify.annotations.NullMarked;
