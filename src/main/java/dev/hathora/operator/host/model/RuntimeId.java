package dev.hathora.operator.host.model;

/**
 * Identifies where game servers run. It is recorded with each process, because only this runtime can find the process.
 *
 * @param id a UUID
 * @param where a description for messages, such as a folder and a machine
 */
public record RuntimeId(String id, String where) {}
