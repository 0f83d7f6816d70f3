package dev.hathora.operator.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A dashboard of the chart.
 *
 * @param panels in their order, rows included
 */
record Dashboard(List<Panel> panels) {
    /** The one for the operator. */
    static final Path OPERATOR = Path.of("helm/hathora-operator/files/dashboard.json");
    /** The one for the host. */
    static final Path HOST = Path.of("helm/hathora-operator/files/dashboard-host.json");

    /** A line, or what a stat shows the last value of. */
    record Target(String expression, String legend) {}

    /** Columns are 24th of the width; lines are about 30 pixels. */
    record Place(int column, int line, int columns, int lines) {}

    /**
     * One panel.
     *
     * @param type row, stat or timeseries
     */
    record Panel(String title, String type, String unit, boolean stacked, Place place, List<Target> targets) {}

    static Dashboard read(Path file) {
        try {
            return new Dashboard(stream(new ObjectMapper().readTree(file.toFile()).get("panels"))
                    .map(Dashboard::panel).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Panel panel(JsonNode json) {
        JsonNode place = json.get("gridPos");
        JsonNode defaults = json.at("/fieldConfig/defaults");
        return new Panel(json.get("title").asText(), json.get("type").asText(), defaults.path("unit").asText(),
                defaults.at("/custom/stacking/mode").asText().equals("normal"),
                new Place(place.get("x").asInt(), place.get("y").asInt(), place.get("w").asInt(),
                        place.get("h").asInt()),
                stream(json.path("targets"))
                        .map(target -> new Target(target.get("expr").asText(), target.get("legendFormat").asText()))
                        .toList());
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
