package io.movein.runner.run;

/**
 * A line of a container's log.
 *
 * @param time as the node has written it down, in the form that sorts
 * @param text its beginning, where it is very long
 */
public record LogLine(String time, String text) {}
