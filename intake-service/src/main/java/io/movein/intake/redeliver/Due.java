package io.movein.intake.redeliver;

import io.movein.github.DeliveryAttempt;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** Which deliveries are to be asked for again. Pure. */
final class Due {

    /** An intake that refuses a delivery so often will not take it the next time; the poll finds what it said. */
    static final int MOST_ATTEMPTS = 5;

    static final Duration FIRST_WAIT = Duration.ofMinutes(1);

    private Due() {}

    /**
     * Those that never arrived and were tried few times, each after a wait that doubles.
     *
     * @param now in GitHub's time
     */
    static List<DeliveryAttempt> of(List<DeliveryAttempt> attempts, Instant now) {
        return attempts.stream()
                .collect(Collectors.groupingBy(DeliveryAttempt::delivery, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .filter(tries -> tries.stream().noneMatch(DeliveryAttempt::isDelivered))
                .filter(tries -> tries.size() < MOST_ATTEMPTS && isRested(tries, now))
                .map(Due::last)
                .sorted(Comparator.comparing(DeliveryAttempt::at))
                .toList();
    }

    private static boolean isRested(List<DeliveryAttempt> tries, Instant now) {
        var wait = FIRST_WAIT.multipliedBy(1L << (tries.size() - 1));
        return !last(tries).at().plus(wait).isAfter(now);
    }

    private static DeliveryAttempt last(List<DeliveryAttempt> tries) {
        return tries.stream()
                .max(Comparator.comparing(DeliveryAttempt::at).thenComparingLong(DeliveryAttempt::id))
                .orElseThrow();
    }
}
