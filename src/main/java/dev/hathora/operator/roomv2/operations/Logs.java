package dev.hathora.operator.roomv2.operations;

import java.util.List;
import java.util.Map;

import dev.hathora.operator.roomv2.LogService;
import dev.hathora.operator.roomv2.http.Answer;
import dev.hathora.operator.roomv2.http.Call;
import dev.hathora.operator.roomv2.http.Route;

import static dev.hathora.operator.roomv2.http.Route.Auth.DEVELOPER;

/** LogsV1 for processes. */
public final class Logs {
    private static final String LOG = "/logs/v1/{appId}/process/{processId}";
    private static final int MOST_LINES = 100_000;

    private final LogService logs;

    /** @param logs the port behind these operations */
    public Logs(LogService logs) {
        this.logs = logs;
    }

    /** The operations. */
    public List<Route> routes() {
        return List.of(
                route("getLogsForProcess", LOG, call -> text(
                        logs.log(call.appId(), call.parameter("processId"), tailLines(call), follows(call)), Map.of())),
                route("downloadLogForProcess", LOG + "/download", call -> text(
                        logs.log(call.appId(), call.parameter("processId"), -1, false), Map.of("Content-Disposition",
                                "attachment; filename=\"%s.log\"".formatted(call.parameter("processId"))))));
    }

    private static Route route(String name, String path, Route.Handler handler) {
        return new Route(name, "GET", path, DEVELOPER, Route.BODY_LIMIT, handler);
    }

    private static Answer text(LogService.Log log, Map<String, String> headers) {
        return new Answer(200, headers, null, log::writeTo);
    }

    private static boolean follows(Call call) {
        return call.query("follow").filter(Boolean::parseBoolean).isPresent();
    }

    private static int tailLines(Call call) {
        String lines = call.query("tailLines").orElse("");
        if (lines.isEmpty()) {
            return -1;
        }
        if (!lines.matches("[0-9]{1,6}") || Integer.parseInt(lines) > MOST_LINES) {
            throw Params.invalid("tailLines must be a number from 0 to " + MOST_LINES);
        }
        return Integer.parseInt(lines);
    }
}
