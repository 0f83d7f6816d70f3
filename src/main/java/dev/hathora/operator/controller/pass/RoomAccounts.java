package dev.hathora.operator.controller.pass;

import dev.hathora.operator.api.HathoraRoom;
import dev.hathora.operator.controller.kubernetes.Accounts;
import dev.hathora.operator.controller.kubernetes.Accounts.MissingCredentialsException;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.memory.TrackedRoom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which account a room is called with, and remembered with. The room's lock is held. */
record RoomAccounts(Accounts accounts) {
    private static final Logger log = LoggerFactory.getLogger(RoomAccounts.class);

    /**
     * That of the credentials that the resource names; while it is deleted, and they are gone, the last one.
     *
     * @throws MissingCredentialsException when there is none
     */
    Account of(HathoraRoom room, TrackedRoom tracked) {
        Account account;
        try {
            account = accounts.of(room);
        } catch (MissingCredentialsException e) {
            @Nullable
            Account last = tracked.account();
            if (!room.isMarkedForDeletion() || last == null) {
                throw e;
            }
            // a namespace that is deleted as a whole may lose its Secret before its rooms
            log.info("{}. The token that was there last is used to end the room", e.getMessage());
            account = last;
        }
        tracked.account(account);
        return account;
    }

    /**
     * After a 401: whether there is another token by now. Where there is none, that is what has to be told.
     *
     * @throws MissingCredentialsException when there is none
     */
    boolean reread(HathoraRoom room, TrackedRoom tracked) {
        Account refused = tracked.account();
        Account now = accounts.anew(room);
        tracked.account(now);
        return !now.equals(refused);
    }
}
