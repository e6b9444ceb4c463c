package io.movein.process.run;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.configuration.FailureSettings;
import io.movein.process.items.Blame;
import io.movein.process.items.Item;
import io.movein.process.items.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Tells the failures of items from those of the run. So many of one side in a row, with nothing in between that it took, are the
 * side's: the run ends, and these items are queued again rather than failed. Until that is clear their outcomes are held back. Also if
 * more than a share of the items tried failed, for whatever reason, the run ends.
 */
public final class FailureLimits {

    private record Held(Item item, Outcome.Failed outcome) {}

    private final FailureSettings settings;
    private final Map<Blame, ExitCode> exitCodes;
    private final List<Held> held = new ArrayList<>();
    private long tried;
    private long failed;
    private Optional<MigrationFailure> ended = Optional.empty();

    /** @param exitCodes with which the run ends for a side's failures; for {@link Blame#ITEM} with which for too large a share */
    public FailureLimits(FailureSettings settings, Map<Blame, ExitCode> exitCodes) {
        this.settings = settings;
        this.exitCodes = Map.copyOf(exitCodes);
    }

    /** The source's and the destination's own exit codes, and that of the destination for too large a share. */
    public FailureLimits(FailureSettings settings) {
        this(
                settings,
                Map.of(
                        Blame.SOURCE,
                        ExitCode.SOURCE,
                        Blame.DESTINATION,
                        ExitCode.DESTINATION,
                        Blame.ITEM,
                        ExitCode.DESTINATION));
    }

    /** @return why the run is to end now, once; {@code record} is given the outcomes that are clear */
    synchronized Optional<MigrationFailure> count(Item item, Outcome outcome, BiConsumer<Item, Outcome> record) {
        if (outcome instanceof Outcome.Failed failure && failure.cause().blame() != Blame.ITEM) {
            return count(new Held(item, failure), record);
        }
        if (outcome instanceof Outcome.Migrated) {
            settle(record);
        }
        record.accept(item, outcome);
        return ended.isPresent() ? Optional.empty() : count(outcome);
    }

    private Optional<MigrationFailure> count(Held failure, BiConsumer<Item, Outcome> record) {
        if (ended.isPresent()) {
            record.accept(failure.item, new Outcome.Released());
            return Optional.empty();
        }
        var blame = failure.outcome.cause().blame();
        if (!held.isEmpty() && held.getLast().outcome.cause().blame() != blame) {
            settle(record);
        }
        held.add(failure);
        if (held.size() < settings.inARow()) {
            return Optional.empty();
        }
        held.forEach(one -> record.accept(one.item, new Outcome.Released()));
        held.clear();
        return end(
                blame,
                "the %s failed %d times in a row, the last time at '%s': %s"
                        .formatted(
                                blame,
                                settings.inARow(),
                                failure.item.key(),
                                failure.outcome.cause().text()));
    }

    /** The failures held back are the items' own after all. */
    synchronized Optional<MigrationFailure> settle(BiConsumer<Item, Outcome> record) {
        Optional<MigrationFailure> end = Optional.empty();
        for (var one : held) {
            record.accept(one.item, one.outcome);
            end = end.or(() -> count(one.outcome));
        }
        held.clear();
        return end;
    }

    private Optional<MigrationFailure> count(Outcome outcome) {
        tried += outcome instanceof Outcome.Released ? 0 : 1;
        failed += outcome instanceof Outcome.Failed ? 1 : 0;
        return ended.isEmpty()
                        && settings.sharePercent() < 100
                        && tried >= settings.atLeast()
                        && failed * 100 > tried * settings.sharePercent()
                ? end(
                        Blame.ITEM,
                        "%d of %d items tried failed (expected at most %d %%)"
                                .formatted(failed, tried, settings.sharePercent()))
                : Optional.empty();
    }

    private Optional<MigrationFailure> end(Blame blame, String message) {
        ended = Optional.of(new MigrationFailure(exitCodes.getOrDefault(blame, ExitCode.DESTINATION), message));
        return ended;
    }
}
