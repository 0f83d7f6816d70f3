package dev.hathora.operator.demo;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * An action of a user or a game, and its expected outcome.
 *
 * @param title what happens
 * @param command the equivalent command outside of the demo
 * @param room the resource whose events and calls are printed
 * @param action does it
 * @param events the reasons of the expected events, in the order in which they are printed
 * @param outcome the condition that must be met in the end
 */
record Scene(String title, String command, String room, Consumer<Stage> action, List<String> events,
        Predicate<Stage> outcome) {}
