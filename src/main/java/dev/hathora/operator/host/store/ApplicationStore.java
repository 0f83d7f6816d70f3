package dev.hathora.operator.host.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.TokenHash;
import dev.hathora.operator.host.model.WantedApplication;
import org.jdbi.v3.core.Handle;

/**
 * The applications and their deployments. Every method that changes something is one transaction, for the leader: other
 * hosts are told of it.
 */
public final class ApplicationStore {
    private static final String APPLICATION = "app_id, namespace, name, secret, regions, logins, tokens, created_at";
    private static final TypeReference<List<Application.OfferedRegion>> REGIONS = new TypeReference<>() {
    };
    private static final TypeReference<List<String>> HASHES = new TypeReference<>() {
    };

    private final Database database;

    /** @param database the database that they are in */
    public ApplicationStore(Database database) {
        this.database = database;
    }

    /**
     * Creates or changes an application as wanted, and records a new deployment if its processes have to run something
     * else. If it was deleted, it exists again, with its id and, unless another one is wanted, its secret.
     *
     * @return its newest deployment
     * @throws AppIdTakenException if it has another id, or another application has this id
     * @throws TokenTakenException if one of its tokens is valid for another application
     */
    public Deployment apply(WantedApplication wanted, Instant now) {
        return database.lead(h -> {
            requireOwnTokens(h, wanted);
            String appId = application(h, wanted, now);
            database.tell(h, Database.Topic.APPLICATIONS, appId);
            return newest(h, appId).filter(newest -> newest.content().equals(wanted.content()))
                    .orElseGet(() -> deploy(h, appId, wanted.content(), now));
        });
    }

    /** A token is valid for one application only: otherwise it would be undefined what it gives access to. */
    private static void requireOwnTokens(Handle h, WantedApplication wanted) {
        for (Application other : living(h)) {
            for (int i = 0; i < wanted.keys().tokens().size() && !isSame(other, wanted); i++) {
                if (other.tokens().stream().anyMatch(wanted.keys().tokens().get(i)::isSame)) {
                    throw new TokenTakenException(i, other.name());
                }
            }
        }
    }

    private static boolean isSame(Application stored, WantedApplication wanted) {
        return stored.name().equals(wanted.name()) && stored.namespace().equals(wanted.namespace());
    }

    /**
     * Gives an application of a file another name. If it was deleted, it exists again.
     *
     * @param isGone whether no application of a name is wanted any more
     * @return its previous name; empty if it was not renamed, because there is no application with that id, it has this
     *     name already, one with its previous name is still wanted, or another application has this name
     */
    public Optional<String> rename(String appId, String name, Predicate<String> isGone) {
        Optional<String> previous = database.read(h -> h.createQuery("select name from applications"
                + " where app_id = :app and namespace = '' and name <> :name and not exists (select 1 from applications other"
                + " where other.namespace = '' and other.name = :name and other.deleted_at is null)").bind("app", appId)
                .bind("name", name)
                .mapTo(String.class).findFirst()).filter(isGone);
        previous.ifPresent(unused -> database.write(
                h -> h.createUpdate("update applications set name = :name, deleted_at = null where app_id = :app")
                        .bind("name", name).bind("app", appId).execute()));
        return previous;
    }

    private static String application(Handle h, WantedApplication wanted, Instant now) {
        Optional<Application> known = known(h, wanted.namespace(), wanted.name());
        if (known.isEmpty()) {
            return insert(h, wanted, now);
        }
        String appId = known.get().appId();
        if (wanted.appId() != null && !wanted.appId().equals(appId)) {
            throw new AppIdTakenException("can't be changed: the application has the id " + appId);
        }
        h.createUpdate("update applications set deleted_at = null, regions = :regions, logins = :logins,"
                + " tokens = :tokens, secret = coalesce(:secret, secret) where app_id = :app")
                .bind("logins", Rows.json(wanted.logins())).bind("regions", Rows.json(wanted.regions()))
                .bind("tokens", tokens(wanted)).bind("secret", wanted.keys().appSecret()).bind("app", appId)
                .execute();
        return appId;
    }

    /** The one that exists, or else the last one that did. */
    private static Optional<Application> known(Handle h, String namespace, String name) {
        return h.createQuery("select " + APPLICATION + " from applications where name = :name"
                + " and namespace = :namespace"
                + " order by case when deleted_at is null then 0 else 1 end, created_at desc limit 1")
                .bind("name", name).bind("namespace", namespace).map((row, ctx) -> application(row)).findFirst();
    }

    private static String insert(Handle h, WantedApplication wanted, Instant now) {
        String appId = wanted.appId() == null ? "app-" + UUID.randomUUID() : wanted.appId();
        int inserted = h
                .createUpdate("insert into applications (app_id, namespace, name, secret, regions, logins, tokens,"
                        + " created_at) values (:app, :namespace, :name, :secret, :regions, :logins, :tokens, :now) on conflict do nothing")
                .bind("app", appId).bind("namespace", wanted.namespace()).bind("name", wanted.name())
                .bind("secret", Objects.requireNonNullElseGet(wanted.keys().appSecret(),
                        () -> "secret-" + UUID.randomUUID()))
                .bind("regions", Rows.json(wanted.regions())).bind("logins", Rows.json(wanted.logins()))
                .bind("tokens", tokens(wanted)).bind("now", now.toEpochMilli()).execute();
        if (inserted == 0) {
            throw idTaken(h, appId, wanted.namespace());
        }
        return appId;
    }

    /** Who may read a resource may not know of those in other namespaces. */
    private static AppIdTakenException idTaken(Handle h, String appId, String namespace) {
        Optional<String> owner = h.createQuery("select name from applications where app_id = :app"
                + " and namespace = :namespace and namespace = ''").bind("app", appId).bind("namespace", namespace)
                .mapTo(String.class).findFirst();
        return new AppIdTakenException(owner
                .map(name -> ("is the id of application %s: write another id. To rename that"
                        + " application, remove its manifest, and correct all others").formatted(name))
                .orElse("is the id of another application"));
    }

    private static String tokens(WantedApplication wanted) {
        return Rows.json(wanted.keys().tokens().stream().map(TokenHash::hex).toList());
    }

    private static Deployment deploy(Handle h, String appId, Deployment.Content content, Instant now) {
        int number = newest(h, appId).map(Deployment::number).orElse(0) + 1;
        String id = "dep-" + UUID.randomUUID();
        h.createUpdate("insert into deployments (deployment_id, app_id, number, content, created_at)"
                + " values (:id, :app, :number, :content, :now)").bind("id", id).bind("app", appId)
                .bind("number", number).bind("content", Rows.json(content)).bind("now", now.toEpochMilli()).execute();
        return new Deployment(id, number, appId, content, Instant.ofEpochMilli(now.toEpochMilli()));
    }

    /** Deletes an application. Its tokens are no longer valid. */
    public void delete(String appId, Instant now) {
        database.lead(h -> {
            database.tell(h, Database.Topic.APPLICATIONS, appId);
            return h.createUpdate("update applications set deleted_at = :now, tokens = '[]' where app_id = :app"
                    + " and deleted_at is null").bind("now", now.toEpochMilli()).bind("app", appId).execute();
        });
    }

    /** Whether an application has rooms that are not destroyed. */
    public boolean hasRooms(String appId) {
        return database.read(h -> h.createQuery("select exists (select 1 from rooms where app_id = :app"
                + " and status <> 'destroyed')").bind("app", appId).mapTo(Boolean.class).one());
    }

    /** The id of the application with a name, which may be deleted; empty if there never was one. */
    public Optional<String> appId(String namespace, String name) {
        return database.read(h -> known(h, namespace, name)).map(Application::appId);
    }

    /** The applications that exist. */
    public List<Application> living() {
        return database.read(ApplicationStore::living);
    }

    private static List<Application> living(Handle h) {
        return h.createQuery(
                "select " + APPLICATION + " from applications where deleted_at is null order by created_at")
                .map((row, ctx) -> application(row)).list();
    }

    /** The applications that exist, and the newest deployment of each, by id of the application. */
    public Served served() {
        return database.readTogether(h -> new Served(living(h),
                h.createQuery("select d.deployment_id, d.number, d.app_id, d.content, d.created_at from deployments d"
                        + " join applications a on a.app_id = d.app_id where a.deleted_at is null and d.number ="
                        + " (select max(n.number) from deployments n where n.app_id = d.app_id)")
                        .map((row, ctx) -> deployment(row)).stream()
                        .collect(Collectors.toMap(Deployment::appId, Function.identity()))));
    }

    /** The state at one moment. */
    public record Served(List<Application> applications, Map<String, Deployment> newest) {}

    /** The deployments of an application, newest first. */
    public List<Deployment> deployments(String appId, int limit) {
        return database.read(h -> h.createQuery("select deployment_id, number, app_id, content, created_at"
                + " from deployments where app_id = :app order by number desc limit :limit").bind("app", appId)
                .bind("limit", limit).map((row, ctx) -> deployment(row)).list());
    }

    /** The newest deployment of an application. */
    public Optional<Deployment> newest(String appId) {
        return database.read(h -> newest(h, appId));
    }

    private static Optional<Deployment> newest(Handle h, String appId) {
        return h.createQuery("select deployment_id, number, app_id, content, created_at from deployments"
                + " where app_id = :app order by number desc limit 1").bind("app", appId)
                .map((row, ctx) -> deployment(row)).findFirst();
    }

    /** The deployment with a number, counted from 1 for each application. */
    public Optional<Deployment> deployment(String appId, int number) {
        return database.read(h -> h.createQuery("select deployment_id, number, app_id, content, created_at"
                + " from deployments where app_id = :app and number = :number").bind("app", appId)
                .bind("number", number).map((row, ctx) -> deployment(row)).findFirst());
    }

    /** A deployment of any application. */
    public Optional<Deployment> deployment(String deploymentId) {
        return database.read(h -> h.createQuery("select deployment_id, number, app_id, content, created_at"
                + " from deployments where deployment_id = :id").bind("id", deploymentId)
                .map((row, ctx) -> deployment(row)).findFirst());
    }

    private static Application application(ResultSet row) throws SQLException {
        return new Application(row.getString("app_id"), row.getString("namespace"), row.getString("name"),
                row.getString("secret"),
                Rows.read(row.getString("regions"), REGIONS),
                Rows.read(row.getString("logins"), Application.Logins.class),
                Rows.read(row.getString("tokens"), HASHES).stream().map(TokenHash::new).toList(),
                Instant.ofEpochMilli(row.getLong("created_at")));
    }

    private static Deployment deployment(ResultSet row) throws SQLException {
        return new Deployment(row.getString("deployment_id"), row.getInt("number"), row.getString("app_id"),
                Rows.read(row.getString("content"), Deployment.Content.class),
                Instant.ofEpochMilli(row.getLong("created_at")));
    }
}
