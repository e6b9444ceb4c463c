package io.movein.live;

import io.movein.process.control.CutoverOrder;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The order to cut over: given by commands, looked at by the thread that carries it out once it is time. */
final class CutoverOrders {

    private final long maxLag;
    private final Clock clock;
    private volatile Optional<CutoverOrder> order;

    CutoverOrders(MigrationConfig config, Clock clock) {
        this.maxLag = config.maxLag();
        this.clock = clock;
        this.order = config.automatic() ? Optional.of(new CutoverOrder(false, Optional.empty())) : Optional.empty();
    }

    /**
     * @param waiting writes that are under way
     * @param mayWait whether they may become fewer before it is carried out
     * @throws IllegalArgumentException if they are too many and it is not forced
     */
    void give(CutoverOrder given, long waiting, boolean mayWait) {
        if (!given.force() && !mayWait && given.at().isEmpty() && waiting > maxLag) {
            throw new IllegalArgumentException(
                    "%d writes are in flight (expected at most %d); wait, or use 'force'".formatted(waiting, maxLag));
        }
        order = Optional.of(given);
    }

    boolean isGiven() {
        return order.isPresent();
    }

    /** @param waiting writes that are under way */
    boolean isDue(LongSupplier waiting) {
        return order.filter(given ->
                        given.at().map(at -> !clock.instant().isBefore(at)).orElse(true))
                .map(due -> due.force() || waiting.getAsLong() <= maxLag)
                .orElse(false);
    }

    void forget() {
        order = Optional.empty();
    }
}
