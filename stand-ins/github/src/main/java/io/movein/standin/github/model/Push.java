package io.movein.standin.github.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A branch was moved. Null: there was none before, or is none after it. */
public record Push(
        long id,
        Instant at,
        String actor,
        String branch,
        @Nullable String from,
        @Nullable String to,
        boolean forced) {}
