package io.movein.process.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The checks of a run. Those that do not match come first, then those not made. */
public final class Checks {

    private static final Comparator<CheckOutcome> WORST_FIRST =
            Comparator.comparingInt(check -> switch (check.verdict()) {
                case CheckOutcome.Verdict.Mismatch _ -> 0;
                case CheckOutcome.Verdict.NotMade _ -> 1;
                case CheckOutcome.Verdict.Match _ -> 2;
            });

    private final List<CheckOutcome> all = new ArrayList<>();

    public synchronized void add(CheckOutcome check) {
        all.add(check);
    }

    /** A later check of the same of the same takes the earlier one's place. */
    public synchronized void replace(CheckOutcome check) {
        all.removeIf(
                earlier -> earlier.check().equals(check.check()) && earlier.of().equals(check.of()));
        all.add(check);
    }

    /** So that everything is compared anew: what was compared before may not be there any more. */
    public synchronized void forget() {
        all.clear();
    }

    public synchronized List<CheckOutcome> worstFirst() {
        return all.stream().sorted(WORST_FIRST).toList();
    }

    /** Whether there is any, and each of them matches. No check at all proves nothing. */
    public synchronized boolean allMatch() {
        return !all.isEmpty() && all.stream().allMatch(CheckOutcome::matches);
    }

    public synchronized boolean anyMismatch() {
        return all.stream().anyMatch(check -> check.verdict() instanceof CheckOutcome.Verdict.Mismatch);
    }

    public synchronized boolean anyNotMade() {
        return all.stream().anyMatch(check -> check.verdict() instanceof CheckOutcome.Verdict.NotMade);
    }
}
