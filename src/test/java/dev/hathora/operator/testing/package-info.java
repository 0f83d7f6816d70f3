/** What tests of several packages share. */
@NullMarked
package dev.hathora.operator.testing;

import org.jspecify.annotations.NullMarked;
