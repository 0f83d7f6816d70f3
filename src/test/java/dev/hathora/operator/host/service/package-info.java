/** The API's operations on records. */
@NullMarked
package dev.hathora.operator.host.service;

import org.jspecify.annotations.NullMarked;
