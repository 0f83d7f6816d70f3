/** Several hosts that share a database, and what runs their game servers. */
@NullMarked
package dev.hathora.operator.host.several;

import org.jspecify.annotations.NullMarked;
