package io.movein.live;

import io.movein.live.dns.DnsFailure;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.Replicas;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Moves the tenant's writes from the source to the target. Within the pause: gateways hold what comes, writes are refused at the source,
 * clients that wait there are told to go, the stream is drained to the offset that this ends at, copies get the last of their own
 * expirations, the name is changed if one is to be, writes are let in at the target, gateways go on there. If that cannot be done within
 * the limit all is as before.
 */
final class Cutover {

    /** Rounds after which what is written meanwhile does not get less. */
    private static final int MOST_ROUNDS = 20;

    private static final int FEW = 100;
    private static final Duration SHORTEST_HORIZON = Duration.ofSeconds(10);

    /**
     * What came of it.
     *
     * @param pause       how long writes were held
     * @param offset      of the source at which its writes end; everything up to it is at the target
     * @param clients     that waited at the source and were closed
     * @param expirations set within the pause
     */
    record Moved(Duration pause, long offset, int clients, int expirations) {}

    /** Writes did not move, and the source goes on. */
    static final class NotMoved extends RuntimeException {
        NotMoved(String why, Throwable cause) {
            super(why, cause);
        }
    }

    private final Sides sides;
    private final Gateways gateways;
    private final WayBack wayBack;
    private final Naming naming;
    private final Replicas replica;
    private final Duration limit;

    Cutover(Sides sides, Gateways gateways, WayBack wayBack, Naming naming, Replicas replica, Duration limit) {
        this.sides = sides;
        this.gateways = gateways;
        this.wayBack = wayBack;
        this.naming = naming;
        this.replica = replica;
        this.limit = limit;
    }

    /** @throws NotMoved if all is as before */
    Moved run() throws InterruptedException {
        arm();
        sides.refresh();
        try {
            sides.mustStandAsFound();
            gateways.prepare();
            wayBack.prepare();
            naming.prepare();
            // what is behind before the pause is not waited for within it
            replica.await(replica.now(), limit);
            sides.willHoldWrites();
            return move(System.nanoTime());
        } catch (RedisFailure | DnsFailure failure) {
            if (sides.targetOwns()) {
                throw failure;
            }
            putBack();
            throw new NotMoved(
                    "writes could not be moved within %s; the source continues: %s"
                            .formatted(limit, failure.getMessage()),
                    failure);
        } catch (InterruptedException | RuntimeException e) {
            if (!sides.targetOwns()) {
                putBack();
            }
            throw e;
        }
    }

    private void putBack() throws InterruptedException {
        sides.giveBack();
        gateways.backToSource(_ -> {});
        replica.goOn();
        replica.disarm();
        wayBack.forget();
        naming.putBack();
    }

    private Moved move(long begun) throws InterruptedException {
        gateways.hold(limit);
        var clients = sides.holdWrites();
        var offset = replica.stopAtTheEnd();
        // the source answers nothing while it writes that to its disk, and what it sent before is drained meanwhile
        var saved = CompletableFuture.runAsync(sides::saveSource, Thread::startVirtualThread);
        var stand = CompletableFuture.runAsync(sides::mustStandAsFound, Thread::startVirtualThread);
        replica.await(offset, left(begun));
        wayBack.mark(left(begun));
        var expirations = replica.finishExpirations();
        join(saved);
        join(stand);
        naming.point(left(begun));
        left(begun);
        sides.moveWrites();
        gateways.toTarget();
        return new Moved(Duration.ofNanos(System.nanoTime() - begun), offset.sum(), clients, expirations);
    }

    /** @throws RedisFailure if nothing is left */
    private Duration left(long begun) {
        var left = limit.minusNanos(System.nanoTime() - begun);
        if (left.isNegative()) {
            throw replica.late("the limit of %s has passed".formatted(limit));
        }
        return left;
    }

    /** Copies get their own expirations as far as that can be done before. */
    private void arm() throws InterruptedException {
        var horizon = SHORTEST_HORIZON;
        while (true) {
            var begun = System.nanoTime();
            replica.arm(System.currentTimeMillis() + horizon.toMillis());
            for (var round = 0; round < MOST_ROUNDS; round++) {
                if (replica.armAgain(System.currentTimeMillis() + horizon.toMillis()) < FEW) {
                    break;
                }
            }
            var took = Duration.ofNanos(System.nanoTime() - begun);
            if (took.plus(limit).multipliedBy(2).compareTo(horizon) < 0) {
                return;
            }
            replica.disarm();
            horizon = took.plus(limit).multipliedBy(4);
        }
    }

    private static void join(CompletableFuture<Void> done) {
        try {
            done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RedisFailure failure) {
                throw failure;
            }
            throw e;
        }
    }
}
