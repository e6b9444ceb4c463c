package io.movein.review.stream;

import io.movein.contract.Traceparent;
import io.movein.review.lifecycle.Input;
import io.movein.review.lifecycle.Platform;
import io.movein.review.lifecycle.PlatformState;
import io.movein.review.state.Migration;
import io.movein.review.state.MigrationPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The traces in which a decision goes on, by the migration or its plan. That of its own migration goes on in the trace of the input.
 * Another one that it moves, such as a run whose turn has come, goes on in a trace of its own: two migrations are no one story. A trace
 * that begins where an earlier one of the migration ended, after hours or months, is linked with it and not a part of it.
 */
final class Causes {
    private final Platform before;
    private final String about;
    private final boolean isTold;
    private final Traceparent trace;
    private final Map<String, Traceparent> causes = new HashMap<>();

    Causes(Platform before, Input input, Traceparent trace) {
        this.before = before;
        this.about = Outcomes.about(input);
        this.isTold = !(input instanceof Input.Recheck || input instanceof Input.PoolObserved);
        this.trace = trace;
    }

    Traceparent of(String migration) {
        return causes.computeIfAbsent(migration, id -> {
            var own = id.equals(about) ? trace : Traceparent.begin();
            return own.after(last(before, id));
        });
    }

    /** Whether a record of somebody else has the span from which the migration goes on. */
    boolean isTold(String migration) {
        return isTold && migration.equals(about);
    }

    /** Remembers the new traces with the migrations of which something was told: where nothing was, there is nothing to go on from. */
    void remember(PlatformState after) {
        for (var migration : List.copyOf(after.migrations())) {
            var cause = causes.get(migration.getId());
            if (cause != null && isAnother(migration.getTrace(), cause)) {
                after.put(Migration.newBuilder(migration)
                        .setTrace(cause.toString())
                        .build());
            }
        }
        for (var plan : List.copyOf(after.plans())) {
            var cause = causes.get(plan.getId());
            if (cause != null && isAnother(plan.getTrace(), cause)) {
                after.put(MigrationPlan.newBuilder(plan)
                        .setTrace(cause.toString())
                        .build());
            }
        }
    }

    private static boolean isAnother(@Nullable String known, Traceparent cause) {
        var last = parsed(known);
        return last == null || !last.trace().equals(cause.trace());
    }

    private static @Nullable Traceparent last(Platform before, String id) {
        var migration = before.migration(id);
        var plan = before.plan(id);
        return parsed(migration != null ? migration.getTrace() : plan != null ? plan.getTrace() : null);
    }

    private static @Nullable Traceparent parsed(@Nullable String trace) {
        return Optional.ofNullable(trace).flatMap(Traceparent::parse).orElse(null);
    }
}
