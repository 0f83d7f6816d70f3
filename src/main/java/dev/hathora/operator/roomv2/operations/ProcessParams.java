package dev.hathora.operator.roomv2.operations;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.hathora.operator.roomv2.ProcessInfo.Status;
import dev.hathora.operator.roomv2.ProcessQuery;
import dev.hathora.operator.roomv2.http.Call;
import org.jspecify.annotations.Nullable;

/** Reads the filter for processes from a query. */
final class ProcessParams {
    private ProcessParams() {}

    /** {@code status} and {@code region}, which may be repeated, and {@code before} in milliseconds since 1970. */
    static ProcessQuery query(Call call) {
        return new ProcessQuery(values(call, "status").stream().map(ProcessParams::status).collect(Collectors.toSet()),
                Set.copyOf(values(call, "region").stream().map(Params::requireRegion).toList()), before(call));
    }

    private static Set<String> values(Call call, String name) {
        return call.queries(name).stream().filter(value -> !value.isEmpty()).collect(Collectors.toSet());
    }

    private static Status status(String name) {
        List<Status> known = List.of(Status.values());
        return known.stream().filter(status -> Wire.name(status).equals(name)).findFirst().orElseThrow(
                () -> Params.invalid("status must be one of " + Stream.of(Status.values()).map(Wire::name).toList()));
    }

    private static @Nullable Instant before(Call call) {
        String before = call.query("before").filter(text -> !text.isEmpty()).orElse(null);
        if (before == null) {
            return null;
        }
        try {
            return Instant.ofEpochMilli((long) Double.parseDouble(before));
        } catch (NumberFormatException e) {
            throw Params.invalid("before must be a number of milliseconds since 1970");
        }
    }
}
