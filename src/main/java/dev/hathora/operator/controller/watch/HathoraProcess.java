package dev.hathora.operator.controller.watch;

import java.util.List;

import dev.hathora.operator.cloud.ErrorKind;
import dev.hathora.operator.cloud.HathoraCloud;
import dev.hathora.operator.cloud.HathoraException;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.controller.memory.Account;

/**
 * A process, as one account sees it.
 *
 * @param active whether the rooms that are on it now are meant, and not those that were last on it
 */
record HathoraProcess(Account account, String appId, String processId, boolean active) {
    /** Its rooms. If the process is gone there are none, and each of its rooms is then polled on its own. */
    List<Room> list() {
        HathoraCloud cloud = account.cloud();
        try {
            return account.applications().list(appId, () -> active
                    ? cloud.getActiveRoomsForProcess(appId, processId)
                    : cloud.getInactiveRoomsForProcess(appId, processId));
        } catch (HathoraException e) {
            if (e.kind() == ErrorKind.ABSENT) {
                return List.of();
            }
            throw e;
        }
    }
}
