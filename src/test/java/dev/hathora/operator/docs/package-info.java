/** Keeps what the documentation says about fields, settings, reasons and events in step with the code. */
@NullMarked
package dev.hathora.operator.docs;

import org.jspecify.annotations.NullMarked;
