package dev.hathora.operator.host.model;

/**
 * Where game servers run: what is recorded with each process, since only there it can be looked for.
 *
 * @param id a UUID
 * @param where for people, such as a folder and a machine
 */
public record RuntimeId(String id, String where) {}
