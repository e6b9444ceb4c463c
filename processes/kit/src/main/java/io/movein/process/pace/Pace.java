package io.movein.process.pace;

import io.movein.process.configuration.PaceSettings;
import io.movein.process.items.Blame;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How many workers there are and how fast they are, changed while they work. A worker takes a {@link Turn} for its items and tells
 * it of each request and each piece of bytes before it makes it; there it waits for its rate, for a pause to end, and for its
 * place if there are to be fewer workers now. So a change shows within one piece.
 *
 * <p>What is said to be throttled by a side has fewer workers at once, and gets them back one after the other once the side takes
 * what it is given.
 */
public final class Pace {

    public static final int MOST_WORKERS = 1024;

    private final Gate gate;
    private final RateLimit bytes;
    private final RateLimit requests;
    private final Throttling throttling;
    private volatile int workers;

    /** @param nanoTime the clock, as {@link System#nanoTime()} */
    public Pace(PaceSettings settings, LongSupplier nanoTime) {
        workers = settings.workers();
        gate = new Gate(workers);
        bytes = new RateLimit(nanoTime);
        requests = new RateLimit(nanoTime);
        throttling = new Throttling(nanoTime);
        rate(
                settings.rate() == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(settings.rate().bytesPerSecond()));
        requestsPerSecond(
                settings.requestsPerSecond() == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(settings.requestsPerSecond()));
    }

    public static Pace of(PaceSettings settings) {
        return new Pace(settings, System::nanoTime);
    }

    /** Waits for a place among the workers. Empty once the run is ending: nothing new is to be begun. */
    public Optional<Turn> begin() throws InterruptedException {
        return begin(() -> false);
    }

    /**
     * The same for a part of a run, which ends without the others: those who wait, and those who have a place, learn of it by
     * {@link #wake}.
     */
    public Optional<Turn> begin(BooleanSupplier over) throws InterruptedException {
        return gate.enter(over) ? Optional.of(new Turn(this, over)) : Optional.empty();
    }

    /** A part of the run is over, of which only its own workers know. */
    public void wake() {
        gate.wake();
    }

    /** @throws IllegalArgumentException for a number out of range */
    public void parallel(int wanted) {
        if (wanted < 1 || wanted > MOST_WORKERS) {
            throw new IllegalArgumentException("%d workers (expected 1 to %d)".formatted(wanted, MOST_WORKERS));
        }
        workers = wanted;
        applyWorkers();
    }

    /** @param bytesPerSecond empty for as fast as it goes */
    public void rate(OptionalLong bytesPerSecond) {
        bytes.set(bytesPerSecond);
    }

    public void requestsPerSecond(OptionalLong perSecond) {
        requests.set(perSecond);
    }

    /** Workers stop before their next request or piece of bytes, and keep their connections. */
    public void pause() {
        gate.pause();
    }

    public void proceed() {
        gate.proceed();
    }

    public boolean paused() {
        return gate.paused();
    }

    /** Nothing new is begun; what is in flight goes on at its rate, also if it was paused. For good. */
    public void end() {
        gate.end();
    }

    /**
     * A side said that it is too much (429, 503, SlowDown): fewer workers from now on.
     *
     * @param wait what the side asked for, for the next request to it
     */
    public void throttled(Blame side, Optional<Duration> wait) {
        throttling.throttled(side, wait);
        applyWorkers();
    }

    /** A side took what it was given: after a while without throttling one more worker. */
    public void answered(Blame side) {
        if (throttling.answered(side)) {
            applyWorkers();
        }
    }

    public PaceNow now() {
        return new PaceNow(
                workers,
                throttling.allowed(workers),
                gate.active(),
                bytes.perSecond(),
                requests.perSecond(),
                paused(),
                throttling.throttledSides());
    }

    void leave() {
        gate.leave();
    }

    boolean crowded(BooleanSupplier over) {
        return gate.crowded(over);
    }

    boolean lasts(BooleanSupplier over) {
        return gate.lasts(over);
    }

    void park(BooleanSupplier over) throws InterruptedException {
        gate.park(over);
    }

    void bytes(long number, Turn turn) throws InterruptedException {
        turn.checkpoint();
        bytes.take(number, gate, turn);
    }

    void request(Turn turn) throws InterruptedException {
        turn.checkpoint();
        requests.take(1, gate, turn);
    }

    private void applyWorkers() {
        gate.limit(throttling.allowed(workers));
    }
}
