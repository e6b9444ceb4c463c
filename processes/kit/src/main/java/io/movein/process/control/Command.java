package io.movein.process.control;

/**
 * A command as it was given.
 *
 * @param id    of the comment that gave it; the same for every delivery
 * @param value what stands behind the command; empty where nothing does
 */
public record Command(String id, CommandKind kind, String value) {}
