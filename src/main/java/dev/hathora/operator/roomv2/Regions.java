package dev.hathora.operator.roomv2;

import java.util.List;

/** The places that games are played in. Clients of Hathora know these names, and some fail at any other. */
public final class Regions {
    /** All there are, as Hathora spells them, in the order in which it offered them. */
    public static final List<String> ALL = List.of("Seattle", "Los_Angeles", "Washington_DC", "Chicago", "London",
            "Frankfurt", "Mumbai", "Singapore", "Tokyo", "Sydney", "Sao_Paulo", "Dallas", "Johannesburg", "Dubai");

    private Regions() {}
}
