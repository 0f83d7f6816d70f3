package dev.hathora.operator.host.brain;

import java.time.Instant;

import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.GameProcess;

/**
 * The input for a decision about one process.
 *
 * @param record its record
 * @param deployment the deployment that it runs
 * @param newest whether no newer deployment of its application is known
 * @param applicationGone whether the application was deleted: its processes are told to end
 * @param wanted whether it is kept without a room, as warm capacity
 * @param view its state as the runtime observes it
 * @param lookedSince since when processes have been watched without a gap
 * @param now the current time
 */
public record ProcessSituation(GameProcess record, Deployment deployment, boolean newest, boolean applicationGone,
        boolean wanted, ProcessView view, Instant lookedSince, Instant now) {}
