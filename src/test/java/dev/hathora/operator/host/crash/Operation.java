package dev.hathora.operator.host.crash;

import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Something that a host does, in which it may die. {@link Operations} lists them.
 *
 * @param name what happens
 * @param spec what the application's manifest has besides its command
 * @param atStart whether it is the start of a host; its effects count from the beginning then
 * @param given how things are before, by the calls to a host that works
 * @param action what a user, or the game, does. Done again by a user who got no answer
 * @param outcome how things are when all has been done, wherever the host died
 * @param atTimes names of effects that depend on the moment
 * @param late whether a game server that it starts may also begin late
 */
record Operation(String name, String spec, boolean atStart, Consumer<Scene> given, Consumer<Scene> action,
        Predicate<Scene> outcome, Set<String> atTimes, boolean late) {

    /** A number that it was given may be in use by something else on this machine. */
    static final String PORT_IS_REPLACED = "ProcessStore.replacePort Database.write";

    /** Whether an effect depends on the moment: how often it happens is not known. */
    boolean dependsOnTheMoment(Point point) {
        return atTimes.contains(point.name()) || point.name().equals(PORT_IS_REPLACED);
    }

    static Operation of(String name, String spec, Consumer<Scene> given, Consumer<Scene> action,
            Predicate<Scene> outcome) {
        return new Operation(name, spec, false, given, action, outcome, Set.of(), false);
    }

    static Operation starting(String name, String spec, Consumer<Scene> given, Predicate<Scene> outcome) {
        return new Operation(name, spec, true, given, scene -> {
            // It is started.
        }, outcome, Set.of(), false);
    }

    Operation atTimes(String... names) {
        return new Operation(name, spec, atStart, given, action, outcome, Set.of(names), late);
    }

    Operation withLateGames() {
        return new Operation(name, spec, atStart, given, action, outcome, atTimes, true);
    }

    @Override
    public String toString() {
        return name;
    }
}
