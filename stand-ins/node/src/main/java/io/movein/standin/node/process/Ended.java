package io.movein.standin.node.process;

import java.time.Instant;
import java.util.OptionalInt;

/** How a container ended; no exit code when nobody saw it end. */
public record Ended(OptionalInt exitCode, boolean outOfMemory, Instant startedAt, Instant finishedAt) {}
