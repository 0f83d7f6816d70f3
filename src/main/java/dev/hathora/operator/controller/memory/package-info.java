/** What the operator remembers between passes. All of it can be lost at any time. */
@NullMarked
package dev.hathora.operator.controller.memory;

import org.jspecify.annotations.NullMarked;
