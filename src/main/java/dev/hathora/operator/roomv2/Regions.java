package dev.hathora.operator.roomv2;

import java.util.List;

/** Hathora's regions. Clients know these names, and some fail on any other. */
public final class Regions {
    /** All regions, as Hathora spells them, in the order in which it listed them. */
    public static final List<String> ALL = List.of("Seattle", "Los_Angeles", "Washington_DC", "Chicago", "London",
            "Frankfurt", "Mumbai", "Singapore", "Tokyo", "Sydney", "Sao_Paulo", "Dallas", "Johannesburg", "Dubai");

    private Regions() {}
}
