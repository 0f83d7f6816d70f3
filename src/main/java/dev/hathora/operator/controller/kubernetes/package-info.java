/** How the shell meets the Kubernetes API. The lease is here: who leads, and when a leader must stop changing things. */
@NullMarked
package dev.hathora.operator.controller.kubernetes;

import org.jspecify.annotations.NullMarked;
