/** Tests of what Hathora answers, as the port passes it on. */
@NullMarked
package dev.hathora.operator.cloud;

import org.jspecify.annotations.NullMarked;
