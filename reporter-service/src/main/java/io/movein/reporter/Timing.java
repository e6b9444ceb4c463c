package io.movein.reporter;

import java.time.Duration;

/**
 * When the reporter writes.
 *
 * @param progressInterval progress alone edits a status comment no more often
 * @param progressPerHour edits for progress alone in an hour, of all migrations together
 * @param settle how long an event that nobody waits for is held back, because others often follow at once
 */
public record Timing(Duration progressInterval, int progressPerHour, Duration settle) {}
