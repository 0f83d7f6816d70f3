@NullMarked
package dev.hathora.operator.host.runtime.kubernetes;

import org.jspecify.annotations.NullMarked;
