package dev.hathora.operator.host.brain;

import java.time.Instant;

import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;

/**
 * Everything a decision about one process is made from.
 *
 * @param record what is recorded
 * @param deployment what it runs
 * @param newest whether that is its application's newest deployment, and the application still exists
 * @param applicationGone whether the application was deleted: its processes are told to end
 * @param wanted whether it has to stay without a room, as warm capacity
 * @param view what the runtime shows
 * @param lookedSince since when processes have been looked after without a gap
 * @param now the present
 */
public record ProcessSituation(GameProcess record, Deployment deployment, boolean newest, boolean applicationGone,
        boolean wanted, ProcessView view, Instant lookedSince, Instant now) {}
