package io.movein.tier;

import io.movein.process.report.CheckOutcome;
import io.movein.process.report.Checks;
import java.util.Optional;

/** Whether both sides of a store could be looked at as they were at one position, while the tenant writes. */
final class AgreedPosition {

    private static final String CHECK = "agreed position";

    private AgreedPosition() {}

    static void found(Checks checks, String of, String position) {
        checks.replace(CheckOutcome.exact(CHECK, of, position, position));
    }

    /** @return where it was compared, in words: nowhere */
    static Optional<String> none(Checks checks, String of, String why) {
        checks.replace(CheckOutcome.notMade(CHECK, of, why));
        return Optional.of(of + " at no position");
    }
}
