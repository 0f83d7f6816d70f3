package dev.hathora.operator.controller.roomset;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSetStatus;
import dev.hathora.operator.api.hathoraroomset.SetLabel;
import dev.hathora.operator.controller.memory.KnownSets;
import dev.hathora.operator.controller.roomset.SetProjection.Told;
import dev.hathora.operator.controller.roomset.TrackedSet.Pending;
import dev.hathora.operator.controller.roomset.TrackedSet.Refused;
import dev.hathora.operator.controller.roomset.TrackedSet.Request;
import dev.hathora.operator.roomset.RemovalCause;
import dev.hathora.operator.roomset.SetDesired;
import dev.hathora.operator.roomset.SetPlan;
import dev.hathora.operator.roomset.SetPlan.Removal;
import dev.hathora.operator.roomset.SetPlanner;
import dev.hathora.operator.roomset.SetRoom;
import org.jspecify.annotations.Nullable;

/**
 * One pass over one set: reads its rooms, plans, creates and removes, and writes status if it changed. Only this class
 * connects observe, plan, execute and project.
 */
final class SetPass {
    /** Rooms that were created a moment ago are looked up at the API server after some time. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private static final Duration UNTIL_SHOWN = Duration.ofMillis(200);

    private final SetPlanner planner = new SetPlanner();
    private final SetStore store;
    private final SetRooms rooms;
    private final SetSteps steps;
    private final SetDeletion deletion;
    private final SetEvents events;
    private final SetWakeUps sets;
    private final Templates templates;
    private final KnownSets known;
    private final String api;
    private final InstantSource clock;

    /** @param api the origin of Hathora's API, which is stored with every claim */
    SetPass(SetStore store, SetRooms rooms, SetSteps steps, SetEvents events, SetWakeUps sets, Templates templates,
            KnownSets known, String api, InstantSource clock) {
        this.store = store;
        this.rooms = rooms;
        this.steps = steps;
        this.deletion = new SetDeletion(store, rooms, steps);
        this.events = events;
        this.sets = sets;
        this.templates = templates;
        this.known = known;
        this.api = api;
        this.clock = clock;
    }

    /**
     * Runs a pass.
     *
     * @return when to run the next one; empty: when something changes
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server can't be asked
     */
    Optional<Duration> run(HathoraRoomSet set, TrackedSet tracked) {
        if (set.isMarkedForDeletion()) {
            return delete(set, tracked);
        }
        if (!set.hasFinalizer(HathoraRoomSet.FINALIZER)) {
            // its event leads to the next pass
            store.hold(set);
            return Optional.of(LOOK_AGAIN);
        }
        known.add(tracked.uid());
        look(set, tracked);
        if (settleOwnership(set)) {
            // the cache does not show the owners yet, and a plan would make other rooms in their place
            return Optional.of(UNTIL_SHOWN);
        }
        List<HathoraRoom> owned = members(set);
        String hash = templates.hash(set.getSpec().template());
        SetDesired desired = SetReading.desired(set, hash);
        List<SetRoom> before = SetReading.rooms(owned, tracked, clock.instant());
        SetPlan plan = planner.plan(desired, before, clock.instant());
        String problem = templates.problem(set).orElse(null);
        int created = problem == null ? create(plan, set, hash, tracked) : 0;
        if (problem == null) {
            remove(plan, set, owned, tracked);
        }
        SetPlan after = planner.plan(desired, SetReading.rooms(members(set), tracked, clock.instant()),
                clock.instant());
        report(set, after, hash, told(set, after, problem, tracked), tracked);
        return next(after, created < plan.create() && problem == null, set, tracked);
    }

    /**
     * What the cache can't know: rooms that an operator before this one has created, and those of our own creates that
     * it does not show for long.
     */
    private void look(HathoraRoomSet set, TrackedSet tracked) {
        Instant now = clock.instant();
        if (!tracked.isListed()) {
            store.list(set).stream().filter(room -> owns(set, room) || SetRooms.isOrphan(room))
                    .forEach(room -> tracked
                            .created(room.getMetadata().getName(), templateHash(room), now));
            tracked.listed();
        }
        Map<String, HathoraRoom> cached = byName(rooms.ownedBy(set));
        for (Map.Entry<String, Pending> pending : tracked.pending(cached::containsKey).entrySet()) {
            if (!now.isBefore(pending.getValue().checkAt())) {
                String name = pending.getKey();
                if (store.read(set.getMetadata().getNamespace(), name).filter(room -> owns(set, room)).isPresent()) {
                    tracked.created(name, pending.getValue().templateHash(), now);
                } else {
                    tracked.notCreated(name);
                }
            }
        }
    }

    private static boolean owns(HathoraRoomSet set, HathoraRoom room) {
        return SetRooms.owner(room).filter(owner -> owner.getUid().equals(set.getMetadata().getUid())).isPresent();
    }

    private static String templateHash(HathoraRoom room) {
        return Objects.requireNonNullElse(room.getMetadata().getLabels(), Map.<String, String>of())
                .getOrDefault(HathoraRoomSet.TEMPLATE_HASH, "");
    }

    /**
     * Adopts orphans with the set's label, and gives up rooms that no longer bear it.
     *
     * @return whether the owner of a room changes
     */
    private boolean settleOwnership(HathoraRoomSet set) {
        List<HathoraRoom> orphans = rooms.orphansFor(set);
        List<HathoraRoom> relabelled = rooms.ownedBy(set).stream().filter(room -> !bearsLabel(room, set)).toList();
        return (!orphans.isEmpty() || !relabelled.isEmpty()) && steps.settleOwnership(set, orphans, relabelled);
    }

    /** The rooms that the set owns and that bear its label. */
    private List<HathoraRoom> members(HathoraRoomSet set) {
        return rooms.ownedBy(set).stream().filter(room -> bearsLabel(room, set)).toList();
    }

    private static boolean bearsLabel(HathoraRoom room, HathoraRoomSet set) {
        return SetLabel.of(set.getMetadata().getName()).equals(SetRooms.label(room));
    }

    private int create(SetPlan plan, HathoraRoomSet set, String hash, TrackedSet tracked) {
        if (plan.create() == 0 || heldBack(Request.CREATE, set, tracked).isPresent()
                || tracked.crashes().delay(clock.instant()).isPresent()) {
            return 0;
        }
        String appId = templates.appId(set.getSpec().template()).orElseThrow();
        List<String> created = steps.create(plan.create(), new NewRoom(set, appId, hash, api), tracked,
                () -> isCurrent(set));
        events.created(set, created);
        heldBack(Request.CREATE, set, tracked).ifPresent(r -> events.refused(set, r));
        return created.size();
    }

    private static Optional<Refused> refusal(Request request, HathoraRoomSet set, TrackedSet tracked) {
        return tracked.refused(request, set.getMetadata().getGeneration());
    }

    /** The refusal because of which this is not to be tried again yet. */
    private Optional<Refused> heldBack(Request request, HathoraRoomSet set, TrackedSet tracked) {
        return refusal(request, set, tracked).filter(r -> r.again().isAfter(clock.instant()));
    }

    private boolean isCurrent(HathoraRoomSet set) {
        HathoraRoomSet now = sets.latest(set);
        return !now.isMarkedForDeletion()
                && Objects.equals(now.getMetadata().getGeneration(), set.getMetadata().getGeneration());
    }

    private void remove(SetPlan plan, HathoraRoomSet set, List<HathoraRoom> owned, TrackedSet tracked) {
        if (!plan.remove().isEmpty() && heldBack(Request.DELETE, set, tracked).isEmpty()) {
            Map<String, HathoraRoom> named = byName(owned);
            List<Removal> removed = steps.remove(set, plan.remove(), named, tracked);
            removed.stream().filter(removal -> removal.cause() == RemovalCause.ENDED)
                    .forEach(removal -> tracked.crashes().ended(removal.room(), clock.instant()));
            events.removed(set, removed);
            heldBack(Request.DELETE, set, tracked).ifPresent(r -> events.refused(set, r));
        }
    }

    private static Told told(HathoraRoomSet set, SetPlan plan, @Nullable String problem, TrackedSet tracked) {
        if (problem != null) {
            return new Told(SetReason.INVALID_TEMPLATE, problem);
        }
        Refused refused = wanted(plan).flatMap(request -> refusal(request, set, tracked).stream()).findFirst()
                .orElse(null);
        if (refused != null) {
            return new Told(refused.mayPass() ? SetReason.PROGRESSING : SetReason.ROOM_REFUSED, refused.message());
        }
        Told told = SetProjection.told(plan.verdict(), plan.counts());
        return told.reason() == SetReason.PROGRESSING && plan.create() > 0 && tracked.crashes().areMany()
                ? new Told(told.reason(), told.message() + "; rooms end within seconds of their creation, so others "
                        + "are created with growing delays: check the game server's log")
                : told;
    }

    private static Stream<Request> wanted(SetPlan plan) {
        return Stream.of(Request.values()).filter(request -> switch (request) {
            case CREATE -> plan.create() > 0;
            case DELETE -> !plan.remove().isEmpty();
        });
    }

    private void report(HathoraRoomSet set, SetPlan plan, String hash, Told told, TrackedSet tracked) {
        HathoraRoomSetStatus status = SetProjection.project(set, plan.counts(), hash, told, clock.instant());
        if (status.equals(set.getStatus()) || tracked.hasWritten(status, clock.instant())) {
            return;
        }
        store.writeStatus(set, status);
        tracked.wrote(status, clock.instant());
        events.told(set, told);
    }

    private Optional<Duration> next(SetPlan plan, boolean incomplete, HathoraRoomSet set, TrackedSet tracked) {
        Stream<Request> open = incomplete ? Stream.concat(Stream.of(Request.CREATE), wanted(plan)) : wanted(plan);
        Optional<Duration> more = open.map(request -> again(request, set, tracked)).min(Duration::compareTo);
        Optional<Duration> pending = tracked.pending(name -> false).isEmpty()
                ? Optional.empty()
                : Optional.of(LOOK_AGAIN);
        return Stream.of(more, pending, Optional.ofNullable(plan.lookAgainIn())).flatMap(Optional::stream)
                .min(Duration::compareTo);
    }

    private Duration again(Request request, HathoraRoomSet set, TrackedSet tracked) {
        Optional<Duration> crashed = request == Request.CREATE
                ? tracked.crashes().delay(clock.instant())
                : Optional.empty();
        return heldBack(request, set, tracked).map(r -> Duration.between(clock.instant(), r.again())).or(() -> crashed)
                .orElse(Duration.ofSeconds(1));
    }

    private Optional<Duration> delete(HathoraRoomSet set, TrackedSet tracked) {
        SetDeletion.Progress progress = deletion.advance(set, tracked);
        if (progress.isOver()) {
            known.remove(tracked.uid());
            return Optional.empty();
        }
        SetPlan plan = planner.plan(SetReading.desired(set, ""),
                SetReading.rooms(rooms.ownedBy(set), tracked, clock.instant()), clock.instant());
        report(set, plan, Objects.requireNonNullElse(set.getStatus().templateHash(), ""),
                new Told(SetReason.DELETING, progress.awaited()), tracked);
        return Optional.of(progress.lookAgainIn());
    }

    private static Map<String, HathoraRoom> byName(List<HathoraRoom> rooms) {
        Map<String, HathoraRoom> named = new HashMap<>();
        rooms.forEach(room -> named.put(room.getMetadata().getName(), room));
        return named;
    }
}
