/** Tests of what users are told. */
@NullMarked
package dev.hathora.operator.controller.report;

import org.jspecify.annotations.NullMarked;
