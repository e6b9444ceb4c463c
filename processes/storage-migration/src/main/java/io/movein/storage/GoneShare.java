package io.movein.storage;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.storage.configuration.StoragePlan;

/** Files that are gone are skipped; too many of them are a wrong prefix or bucket. */
final class GoneShare {

    private final int percent;
    private final int atLeast;
    private long tried;
    private long gone;

    GoneShare(StoragePlan plan) {
        this.percent = plan.transfer().goneSharePercent();
        this.atLeast = plan.failures().atLeast();
    }

    synchronized void found() {
        tried++;
    }

    /** @throws MigrationFailure (source) if that is more than the share */
    synchronized void gone(String binding) {
        tried++;
        gone++;
        if (tooMany()) {
            throw wrongPlace(binding);
        }
    }

    private boolean tooMany() {
        return tried >= atLeast && gone * 100 > tried * percent;
    }

    /** At the end: all of few are too many, too, and so are those that came before there were enough to tell. */
    synchronized void settle() {
        if (gone > 0 && (gone == tried || tooMany())) {
            throw wrongPlace("the sources");
        }
    }

    private MigrationFailure wrongPlace(String where) {
        return new MigrationFailure(
                ExitCode.SOURCE,
                "%d of %d files that were looked up are missing at %s (expected at most %d %%): is it the right bucket and prefix? Nothing was changed for them"
                        .formatted(gone, tried, where, percent));
    }
}
