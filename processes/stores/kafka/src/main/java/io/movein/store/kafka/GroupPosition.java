package io.movein.store.kafka;

/**
 * Where a consumer group stands at the target once the tenant is there.
 *
 * @param of     of which group in which partition
 * @param wanted that was carried over
 * @param found  that is committed now; negative where nothing is
 */
public record GroupPosition(String of, long wanted, long found) {

    /** Its consumers may have read on since, and have never read what is before. */
    public boolean isKept() {
        return found >= wanted;
    }
}
