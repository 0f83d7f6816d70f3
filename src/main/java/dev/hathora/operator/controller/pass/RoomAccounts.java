package dev.hathora.operator.controller.pass;

import dev.hathora.operator.controller.kubernetes.Accounts;
import dev.hathora.operator.controller.kubernetes.Accounts.MissingCredentialsException;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.report.PassScope;
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
    Account of(PassScope scope) {
        Account account;
        try {
            account = accounts.of(scope.room());
        } catch (MissingCredentialsException e) {
            @Nullable
            Account last = scope.tracked().account();
            if (!scope.isDeleting() || last == null) {
                throw e;
            }
            // a namespace that is deleted as a whole may lose its Secret before its rooms
            log.info("{}. The token that was there last is used to end the room", e.getMessage());
            account = last;
        }
        scope.tracked().setAccount(account);
        return account;
    }

    /**
     * After a 401: whether there is another token by now. Where there is none, that is what has to be told.
     *
     * @throws MissingCredentialsException when there is none
     */
    boolean reread(PassScope scope) {
        Account refused = scope.tracked().account();
        Account now = accounts.anew(scope.room());
        scope.tracked().setAccount(now);
        return !now.equals(refused);
    }
}
