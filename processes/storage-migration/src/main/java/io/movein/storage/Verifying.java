package io.movein.storage;

import io.movein.process.items.ItemRecord;
import io.movein.process.items.ItemState;
import io.movein.process.report.Check;
import io.movein.process.run.Run;
import io.movein.storage.configuration.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicLong;

/** Reads every migrated artifact at the target once more, and compares it with what the journal proved. */
record Verifying(Run<Plan> run, Sides sides) {

    void check() {
        var equal = new AtomicLong();
        run.journal().forEach(EnumSet.of(ItemState.MIGRATED), item -> {
            if (isEqual(item)) {
                equal.incrementAndGet();
            } else {
                run.progress()
                        .log("'%s' at the target is not what was moved (any more)"
                                .formatted(item.item().key()));
            }
        });
        var migrated = run.journal().counts().migrated().items();
        run.checks().replace(Check.exact("read back, equal by SHA-256", "artifacts", migrated, equal.get()));
    }

    private boolean isEqual(ItemRecord item) {
        var fetched = sides.target().fetch(PlannedMove.of(item.item()).key());
        if (fetched.isEmpty()) {
            return false;
        }
        try (var object = fetched.get()) {
            return Digest.of(object.content()).sha256().equals(item.sha256());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
