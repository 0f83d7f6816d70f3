package dev.hathora.operator.host;

import java.time.Instant;
import java.util.List;

import dev.hathora.operator.host.model.RuntimeId;
import dev.hathora.operator.host.runtime.GameRuntime;
import dev.hathora.operator.host.runtime.GameRuntime.RuntimeFailure;
import dev.hathora.operator.host.store.RuntimeStore;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a database and a folder of game servers belong together. With another folder, all processes would seem to
 * be gone, and their rooms would be destroyed. With another database, all processes would have no record, and would be
 * ended. With fewer namespaces, those of the others would seem to be gone, too.
 *
 * @param database the records
 * @param runtime the folder, or the cluster
 */
record GamesOfDatabase(RuntimeStore database, GameRuntime runtime) {
    /**
     * Ties them to each other, or fails.
     *
     * @param lost the id of a runtime whose processes are permanently lost; null if there is none
     * @throws RuntimeFailure if the folder belongs to another database, processes of the database run elsewhere, or in a
     *         namespace that is not served
     */
    void tie(@Nullable String lost, Instant now) {
        runtime.belongTo(database.databaseId());
        database.register(runtime.id());
        if (lost != null && !lost.equals(runtime.id().id())) {
            database.noteLost(lost, now);
        }
        List<RuntimeId> others = database.othersInUse(runtime.id());
        if (!others.isEmpty()) {
            RuntimeId other = others.getFirst();
            throw new RuntimeFailure(("game servers of this database run in %s: start the host there, with that folder"
                    + " (--games); if they are gone for good, start it once with --games-lost %s, which destroys"
                    + " their rooms").formatted(other.where(), other.id()));
        }
        database.namespacesInUse(runtime.id()).stream().filter(namespace -> !runtime.serves(namespace)).findFirst()
                .ifPresent(namespace -> {
                    throw new RuntimeFailure(("game servers of this database run in namespace %s, which is not served:"
                            + " add it to --namespaces (HOST_NAMESPACES); to leave it out, delete its"
                            + " HathoraApplications first").formatted(namespace));
                });
    }
}
