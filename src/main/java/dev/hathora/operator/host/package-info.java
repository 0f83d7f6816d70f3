/**
 * A self-hosted Hathora: serves the API of {@code roomv2} and runs the game servers behind it. A change is recorded
 * first and then carried out; both steps are level-triggered. {@code model} holds the values, {@code store} keeps them
 * in SQL, {@code brain} decides (pure), {@code runtime} starts and stops game servers, {@code engine} brings these
 * together, {@code service} answers the API.
 */
@NullMarked
package dev.hathora.operator.host;

import org.jspecify.annotations.NullMarked;
