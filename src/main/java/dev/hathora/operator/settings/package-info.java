/**
 * What can be set, and what it may be: each {@link dev.hathora.operator.settings.Setting} with its default and its check.
 */
@NullMarked
package dev.hathora.operator.settings;

import org.jspecify.annotations.NullMarked;
