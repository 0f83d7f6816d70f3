package dev.hathora.operator.demo;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Something that a user or a game does, and what has to come of it.
 *
 * @param title what happens
 * @param command how it is done outside of the show
 * @param room the resource whose events and calls are told
 * @param action does it
 * @param events the reasons of the events that it has to lead to, in the order in which they are told
 * @param outcome what has to be true in the end
 */
record Scene(String title, String command, String room, Consumer<Stage> action, List<String> events,
        Predicate<Stage> outcome) {}
