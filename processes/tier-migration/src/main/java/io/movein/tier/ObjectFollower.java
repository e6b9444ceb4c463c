package io.movein.tier;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.pace.Pace;
import io.movein.store.objects.Listed;
import io.movein.store.objects.MirrorComparison;
import io.movein.store.objects.ObjectMirror;
import io.movein.store.objects.ObjectMirror.Pass;
import io.movein.store.objects.StoreFailure;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Makes one pass of a mirror after the other in a thread of its own, until it is closed or fails. */
final class ObjectFollower {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** Whether whoever waits is to go on. */
    interface Patience {
        void check() throws InterruptedException;
    }

    private final ObjectMirror mirror;
    private final Pace pace;
    private final Duration every;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Steps passes = new Steps();
    private long begun;
    private long ended;
    private Optional<Pass> last = Optional.empty();
    private @Nullable Throwable failure;
    private volatile boolean anew;
    private volatile boolean closed;

    private ObjectFollower(ObjectMirror mirror, Pace pace, Duration every) {
        this.mirror = mirror;
        this.pace = pace;
        this.every = every;
        this.thread = Thread.ofPlatform().name("objects").daemon().unstarted(this::follow);
    }

    static ObjectFollower start(ObjectMirror mirror, Pace pace, Duration every) {
        var follower = new ObjectFollower(mirror, pace, every);
        follower.thread.start();
        return follower;
    }

    private void follow() {
        try {
            while (!closed) {
                end(passes.step(this::pass));
            }
        } catch (InterruptedException ending) {
            closed = true;
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private Pass pass() throws InterruptedException {
        begin();
        return mirror.pass(pace, () -> closed || anew);
    }

    private void begin() {
        lock.lock();
        try {
            anew = false;
            begun++;
        } finally {
            lock.unlock();
        }
    }

    private void end(Pass pass) throws InterruptedException {
        lock.lock();
        try {
            if (pass.complete()) {
                ended = begun;
                last = Optional.of(pass);
                changed.signalAll();
            }
            var left = every.toNanos();
            while (!anew && !closed && pass.settled() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable e) {
        lock.lock();
        try {
            failure = e;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The first pass, which copies what is there. */
    Pass first(Patience patience) throws InterruptedException {
        return await(1, patience);
    }

    /** A pass that begins from now on, at once; one that is under way is left. */
    Pass anew(Patience patience) throws InterruptedException {
        return await(begunAnew(), patience);
    }

    /**
     * As a pass that begins from now on has listed them, once it has come to its end, and before another begins.
     *
     * @param before what was left out of such a comparison before
     */
    MirrorComparison compare(Map<String, Optional<Listed>> before, Patience patience) throws InterruptedException {
        var _ = anew(patience);
        while (true) {
            var compared = passes.between(LOOK_EVERY, () -> {
                mustGoOn();
                return mirror.compareFollowed(before);
            });
            if (compared.isPresent()) {
                return compared.get();
            }
            patience.check();
        }
    }

    private long begunAnew() {
        lock.lock();
        try {
            anew = true;
            changed.signalAll();
            return begun + 1;
        } finally {
            lock.unlock();
        }
    }

    private Pass await(long number, Patience patience) throws InterruptedException {
        lock.lock();
        try {
            while (ended < number) {
                mustGoOn();
                patience.check();
                var _ = changed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            }
            return last.orElseThrow();
        } finally {
            lock.unlock();
        }
    }

    /** What the last pass that came to its end has found. */
    Optional<Pass> last() throws InterruptedException {
        lock.lock();
        try {
            mustGoOn();
            return last;
        } finally {
            lock.unlock();
        }
    }

    private void mustGoOn() throws InterruptedException {
        switch (failure) {
            case null -> {
                if (!thread.isAlive()) {
                    throw new InterruptedException("told to roll back");
                }
            }
            case StoreFailure e -> throw TenantObjects.failure(e);
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new MigrationFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
        }
    }

    /** Nothing more is written by it when this returns. */
    void close() throws InterruptedException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (!thread.join(SOON)) {
            // paused, for instance, or in the middle of a large object: what was not finished is given up
            thread.interrupt();
            thread.join();
        }
    }
}
