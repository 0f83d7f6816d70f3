/** Tests of how the shell meets the Kubernetes API. */
@NullMarked
package dev.hathora.operator.controller.kubernetes;

import org.jspecify.annotations.NullMarked;
