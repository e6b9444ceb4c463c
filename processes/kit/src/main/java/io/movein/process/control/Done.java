package io.movein.process.control;

/**
 * A command that was handled, as the progress line tells it.
 *
 * @param command in words: {@code rate 50MiB/s}
 * @param result what was done, or why not
 */
public record Done(String id, String command, String result) {}
