package dev.hathora.operator.api.hathoraapplication;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * How many game servers there are.
 *
 * @param starting Game servers that do not listen on their port yet.
 * @param running Game servers that take rooms, or are full.
 * @param draining Game servers that take no more rooms, or are ending.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ProcessCounts(int starting, int running, int draining) {
    /** All of them. */
    public int total() {
        return starting + running + draining;
    }
}
