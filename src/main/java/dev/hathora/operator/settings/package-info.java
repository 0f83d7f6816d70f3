/** The settings: each {@link dev.hathora.operator.settings.Setting} with its default and its validation. */
@NullMarked
package dev.hathora.operator.settings;

import org.jspecify.annotations.NullMarked;
