package dev.hathora.operator.controller.pass;

import dev.hathora.operator.controller.kubernetes.Accounts;
import dev.hathora.operator.controller.kubernetes.Accounts.MissingCredentialsException;
import dev.hathora.operator.controller.memory.Account;
import dev.hathora.operator.controller.report.PassScope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Selects the account for a resource, and records it in the tracked room. The room's lock must be held. */
record RoomAccounts(Accounts accounts) {
    private static final Logger log = LoggerFactory.getLogger(RoomAccounts.class);

    /**
     * The account of the credentials that the resource names. If they are gone while the resource is being deleted, the
     * last one.
     *
     * @throws MissingCredentialsException if there is none
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
            // when a whole namespace is deleted, the Secret may be deleted before the rooms
            log.info("{}. The last known token is used to destroy the room", e.getMessage());
            account = last;
        }
        scope.tracked().setAccount(account);
        return account;
    }

    /**
     * Reads the token again after a 401.
     *
     * @return whether it is another token
     * @throws MissingCredentialsException if there is no token any more
     */
    boolean reread(PassScope scope) {
        Account refused = scope.tracked().account();
        Account now = accounts.anew(scope.room());
        scope.tracked().setAccount(now);
        return !now.equals(refused);
    }
}
