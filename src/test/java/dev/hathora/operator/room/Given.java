package dev.hathora.operator.room;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.hathora.operator.api.hathoraroom.PastAllocation;
import dev.hathora.operator.cloud.ConnectionInfo;
import dev.hathora.operator.cloud.ExposedPort;
import dev.hathora.operator.cloud.ReadyStatus;
import dev.hathora.operator.cloud.Room;
import dev.hathora.operator.cloud.RoomAllocation;
import dev.hathora.operator.cloud.RoomStatus;
import org.jspecify.annotations.Nullable;

/**
 * A builder for situations. It starts with a resource that was never reconciled, at {@link #NOW}. All times are given
 * as how long ago something happened.
 */
final class Given {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final RoomIds IDS = new RoomIds("arena", "duel", "9f0c2f6e-53a4-4e4a-9d0e-6a1f1c1f7b10");

    /** The room that the operator derives an id for, the one after it, and the one that {@code roomId: finals} names. */
    static final Claim FIRST = new Claim(Specs.APP, IDS.id(0));
    static final Claim SECOND = new Claim(Specs.APP, IDS.id(1));
    static final Claim FINALS = new Claim(Specs.APP, "finals");
    /** It shows nothing of its past. */
    static final Room ROOM = new Room(Specs.APP, FIRST.roomId(), null, RoomStatus.ACTIVE, null, List.of());

    /** A room of the resource that this one was restored from: of the same name, and with another uid. */
    static final Claim RESTORED = new Claim(Specs.APP, new RoomIds("arena", "duel", "an-older-uid").id(4));

    /** The room of a resource in another namespace. */
    static final Claim OF_ANOTHER = new Claim(Specs.APP, new RoomIds("other", "duel", "uid").id(0));

    static final RoomAllocation PLACED = new RoomAllocation("alloc-1", "process-1", ago(3600), null);
    static final ExposedPort PORT = new ExposedPort("default", "1.proxy.hathora.dev", 31_234, "tcp");

    private final DesiredRoom desired;
    private final List<PastAllocation> history = new ArrayList<>();
    private Claims claims = Claims.NONE;
    private Observation observation = new Observation.Unknown();
    private boolean lookedSinceDeletion = true;
    private Attempts attempts = Attempts.NONE;
    private OtherRoom before = OtherRoom.UNKNOWN;
    private OtherRoom after = OtherRoom.UNKNOWN;
    private Peers peers = Peers.NONE;
    private boolean offProcess;
    private @Nullable String config;
    private boolean deleting;
    private @Nullable String abandon;
    private @Nullable Holder heldBy;
    private @Nullable Contest contest;
    private @Nullable OtherEndpoint elsewhere;

    private Given(DesiredRoom desired) {
        this.desired = desired;
    }

    /** A resource whose spec has these lines, beside a region. */
    static Given given(String... spec) {
        return given(Specs.desired(spec));
    }

    static Given given(DesiredRoom desired) {
        return new Given(desired);
    }

    static Instant ago(long seconds) {
        return NOW.minusSeconds(seconds);
    }

    static Instant in(long seconds) {
        return NOW.plusSeconds(seconds);
    }

    /** Its room is claimed, and was not seen yet. */
    Given claimed() {
        return claimed(desired.roomId() == null ? FIRST : FINALS);
    }

    Given claimed(Claim claim) {
        claims = new Claims(claim, false, true, null, true, true, null, false, null);
        return this;
    }

    /** Its room is claimed, and status says that it has existed. */
    Given confirmed() {
        return confirmed(desired.roomId() == null ? FIRST : FINALS);
    }

    Given confirmed(Claim claim) {
        claims = new Claims(claim, true, true, null, true, true, null, false, null);
        return this;
    }

    /** A set has created it, and nobody has looked whether there is such a set. */
    Given ofSet(SetClaim set) {
        claims = Claims.unproved(set);
        return this;
    }

    /** Annotations or finalizer do not say what is claimed. */
    Given notStored() {
        claims = new Claims(claims.current(), claims.confirmed(), false, null, claims.settled(), true, null, false,
                null);
        return this;
    }

    /** Nothing but annotations and the finalizer say that the room is claimed. */
    Given unsettled() {
        claims = new Claims(claims.current(), claims.confirmed(), claims.stored(), null, false, true, null, false,
                null);
        return this;
    }

    /** The claim was made by another resource, that this one was restored or copied from. */
    Given inherited() {
        return inherited(desired.roomId() == null ? RESTORED : FINALS, true, false);
    }

    /** It was, and a person says that this one is to go on with the room. */
    Given takenOver() {
        return inherited(desired.roomId() == null ? RESTORED : FINALS, true, true);
    }

    Given inherited(Claim claim, boolean adoptable, boolean takeOver) {
        claims = Claims.inherited(new Claims.Inherited(claim, adoptable, takeOver));
        return this;
    }

    /** A search in the cluster has found no other resource that wants the room. */
    Given alone() {
        contest = new Contest(null, false);
        return this;
    }

    /** Its claim was made at another endpoint, which a person has said to be gone, or not. */
    Given claimedElsewhere(boolean gone) {
        elsewhere = new OtherEndpoint("https://old.example:443", "https://new.example:443", gone);
        return this;
    }

    /** It has found one that holds the room. */
    Given outranked(String resource) {
        contest = new Contest(new Holder(resource, true), true);
        return this;
    }

    /** It has found one that has claimed the room and will give way, if it has not made it yet. */
    Given contested(String resource) {
        contest = new Contest(new Holder(resource, true), false);
        return this;
    }

    /** Annotations speak of a later room than status. */
    Given next(Claim next) {
        claims = new Claims(claims.current(), claims.confirmed(), false, next, true, true, null, false, null);
        return this;
    }

    Given created(ReadyStatus status) {
        observation = new Observation.Created(connection(status));
        return this;
    }

    /** The room has this configuration, wherever it is. Said before what is observed. */
    Given configured(String roomConfig) {
        config = roomConfig;
        return this;
    }

    /** The room is there, and nobody has asked yet where it can be joined. */
    Given present(RoomStatus status) {
        return present(status, status == RoomStatus.ACTIVE ? PLACED : null, null);
    }

    Given present(RoomStatus status, @Nullable RoomAllocation allocation, @Nullable ConnectionInfo connection) {
        observation = new Observation.Present(room(status, allocation), connection);
        return this;
    }

    Given joinable() {
        return present(RoomStatus.ACTIVE, PLACED, connection(ReadyStatus.ACTIVE));
    }

    /** Somebody has answered 404, again and again since then. */
    Given notFound(long secondsAgo, long since) {
        observation = new Observation.NotFound(ago(secondsAgo), ago(since), null);
        return this;
    }

    /** Somebody has answered 404, again and again since then, and has then shown that he knows the application. */
    Given notFound(long secondsAgo, long since, long shown) {
        observation = new Observation.NotFound(ago(secondsAgo), ago(since), seen(shown));
        return this;
    }

    /** Hathora has answered 404, as it had for a minute. */
    Given absent(long secondsAgo) {
        return absent(secondsAgo, secondsAgo + 60);
    }

    /** Hathora has answered 404, again and again since then. That it knows the application was shown right before. */
    Given absent(long secondsAgo, long since) {
        return absent(secondsAgo, since, secondsAgo);
    }

    /** Hathora has answered 404, again and again since then. That it knows the application was shown when it is said. */
    Given absent(long secondsAgo, long since, long shown) {
        observation = new Observation.NotFound(ago(since), ago(since), null).again(ago(secondsAgo), seen(shown));
        return this;
    }

    private static Evidence seen(long secondsAgo) {
        return new Evidence(Evidence.Kind.APPLICATION_SEEN, ago(secondsAgo));
    }

    /** What is observed was observed before the resource was deleted. */
    Given lookedBefore() {
        lookedSinceDeletion = false;
        return this;
    }

    /** The room before the claimed one is known to be gone. */
    Given predecessorGone() {
        before = OtherRoom.GONE;
        return this;
    }

    /** A look at the room before the claimed one was answered 404. */
    Given predecessorMissing(long secondsAgo) {
        before = before.missing(ago(secondsAgo));
        return this;
    }

    /** A destroyRoom of the room before the claimed one was answered 404. */
    Given predecessorNotDestroyed(long secondsAgo) {
        before = before.notDestroyed(ago(secondsAgo));
        return this;
    }

    /** An operator before us may have made the room after the claimed one until then. */
    Given nextMaybeCreated(long secondsAgo) {
        after = OtherRoom.maybeCreated(ago(secondsAgo));
        return this;
    }

    /** A destroyRoom of it was answered 404. */
    Given nextNotDestroyed(long secondsAgo) {
        after = after.notDestroyed(ago(secondsAgo));
        return this;
    }

    /** It is known not to be there. */
    Given nextGone() {
        after = OtherRoom.GONE;
        return this;
    }

    /** So many of so many rooms of the application are answered 404. Each is looked at every 30 s. */
    Given missing(int missing, int known) {
        peers = new Peers(missing, known, Duration.ofSeconds(30));
        return this;
    }

    /** Hathora tells about a destroyed room. */
    Given destroyed(long secondsAgo) {
        RoomAllocation over = new RoomAllocation("alloc-1", "process-1", ago(3600), ago(secondsAgo));
        Room last = new Room(Specs.APP, subjectId(), config, RoomStatus.DESTROYED, null, List.of(over));
        observation = Observation.Absent.told(last, ago(secondsAgo));
        return this;
    }

    /** createRoom was sent for the first time. */
    Given sending(long secondsAgo) {
        attempts = attempts.sending(ago(secondsAgo));
        return this;
    }

    /** The room is there, and has never been elsewhere. */
    Given startedSince(long secondsAgo) {
        RoomAllocation only = new RoomAllocation("alloc-1", "process-1", ago(secondsAgo), null);
        observation = new Observation.Present(new Room(Specs.APP, subjectId(), config, RoomStatus.ACTIVE, only,
                List.of(only)), null);
        return this;
    }

    Given create(Attempts.Create outcome, long secondsAgo) {
        attempts = attempts.created(outcome, ago(secondsAgo));
        return this;
    }

    /**
     * createRoom was refused as if the id were taken, though nothing had been sent under it, so many times in a row; and
     * under so many ids before.
     */
    Given rejected(int idsBefore, int times, long secondsAgo) {
        for (int i = 0; i < idsBefore; i++) {
            attempts = attempts.refused(Attempts.Create.REFUSED, "409: not so", desired.request(), ago(secondsAgo))
                    .forNextId();
        }
        for (int i = 0; i < times; i++) {
            attempts = attempts.refused(Attempts.Create.REFUSED, "409: not so", desired.request(), ago(secondsAgo));
        }
        return this;
    }

    /** The same of another request than spec asks for now. */
    Given otherwiseRejected(int idsBefore, long secondsAgo) {
        Given before = new Given(Specs.desired("roomConfig: other")).rejected(idsBefore, 1, secondsAgo);
        attempts = before.attempts;
        return this;
    }

    /** The room was there when it was looked at last. */
    Given seen() {
        attempts = attempts.seen(room(RoomStatus.ACTIVE, null), NOW);
        return this;
    }

    /** destroyRoom was answered: there was a room. */
    Given destroySent(long secondsAgo) {
        attempts = attempts.destroyed(true, ago(secondsAgo));
        return this;
    }

    /** destroyRoom was answered: there was no room. */
    Given destroyMissed(long secondsAgo) {
        attempts = attempts.destroyed(false, ago(secondsAgo));
        return this;
    }

    Given mayWake(long secondsAgo) {
        attempts = attempts.mayWake(ago(secondsAgo));
        return this;
    }

    /** Status says that the claimed room ran like this. */
    Given ran(long fromSecondsAgo, long toSecondsAgo) {
        return ran(subjectId(), fromSecondsAgo, toSecondsAgo);
    }

    Given ran(String roomId, long fromSecondsAgo, long toSecondsAgo) {
        history.add(new PastAllocation(roomId, "alloc-1", "process-1", ago(fromSecondsAgo), ago(toSecondsAgo)));
        return this;
    }

    /** Status is full of other rooms that ran, so our clocks say, after this one: Hathora's clock is behind ours. */
    Given ranInTheFuture(int rooms) {
        for (int i = rooms; i > 0; i--) {
            ran("other-" + i, -i, -i);
        }
        return this;
    }

    /** The room was on no process when it was last seen. */
    Given offProcess() {
        offProcess = true;
        return this;
    }

    /** Status says that the claimed room is running. */
    Given runs() {
        return runs(subjectId());
    }

    Given runs(String roomId) {
        history.add(new PastAllocation(roomId, "alloc-1", "process-1", PLACED.scheduledAt(), null));
        return this;
    }

    /** suspendRoom was answered, and nobody has looked since. */
    Given suspendSent() {
        attempts = attempts.suspended();
        return this;
    }

    /** updateRoomConfig was answered, so many times in a row, and did not show. */
    Given updateSent(String roomConfig, int times, long secondsAgo) {
        return sent(new Plan.UpdateRoomConfig(subject(), roomConfig), times, secondsAgo);
    }

    Given suspendSent(int times, long secondsAgo) {
        return sent(new Plan.SuspendRoom(subject()), times, secondsAgo);
    }

    Given resumeSent(int times, long secondsAgo) {
        return sent(new Plan.ResumeRoom(subject()), times, secondsAgo);
    }

    private Given sent(Plan.Change change, int times, long secondsAgo) {
        for (int i = 0; i < times; i++) {
            attempts = attempts.sent(change, ago(secondsAgo));
        }
        return this;
    }

    /** Somebody has looked since, and the room looked like this, with the configuration that it is said to have. */
    Given looked(RoomStatus status, long secondsAgo) {
        attempts = attempts.looked(room(status, null), ago(secondsAgo));
        return this;
    }

    /** This operator remembers having sent this. */
    Given with(Attempts remembered) {
        attempts = remembered;
        return this;
    }

    Given deleting() {
        deleting = true;
        return this;
    }

    Given abandon(String roomId) {
        abandon = roomId;
        return this;
    }

    Given heldBy(String resource) {
        heldBy = new Holder(resource, true);
        return this;
    }

    /** An older resource names the same room, and has not laid claim to it. */
    Given alsoWantedBy(String resource) {
        heldBy = new Holder(resource, false);
        return this;
    }

    Situation situation() {
        return new Situation(IDS, desired, claims, observation, lookedSinceDeletion, attempts, before,
                after, peers, new History(history, offProcess), deleting, abandon, heldBy, contest, elsewhere, NOW);
    }

    private Room room(RoomStatus status, @Nullable RoomAllocation allocation) {
        return new Room(Specs.APP, subjectId(), config, status, allocation, List.of());
    }

    private ConnectionInfo connection(ReadyStatus status) {
        return new ConnectionInfo(subjectId(), status, status == ReadyStatus.ACTIVE ? PORT : null, List.of());
    }

    private Claim subject() {
        return new Claim(Specs.APP, subjectId());
    }

    private String subjectId() {
        Claim current = claims.current();
        if (claims.inherited() != null) {
            return claims.inherited().claim().roomId();
        }
        return current == null ? Objects.requireNonNullElse(desired.roomId(), FIRST.roomId()) : current.roomId();
    }
}
