package io.movein.process.items;

import java.time.Instant;
import java.util.Optional;

/** A run over a journal; without an end it is still running, or died. */
public record JournalRun(
        int run, String mode, String attempt, Instant started, Optional<Instant> ended, Optional<String> outcome) {}
