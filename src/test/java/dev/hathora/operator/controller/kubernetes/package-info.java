/** Tests of connections to the API server, and of namespaces that can't be read. */
@NullMarked
package dev.hathora.operator.controller.kubernetes;

import org.jspecify.annotations.NullMarked;
