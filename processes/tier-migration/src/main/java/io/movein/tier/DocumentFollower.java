package io.movein.tier;

import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.pace.Pace;
import io.movein.store.search.SearchFailure;
import io.movein.store.search.TenantDocuments;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Copies documents in a thread of its own, then brings what was written since, again and again, until it is closed or fails. */
final class DocumentFollower {

    private static final Duration SOON = Duration.ofSeconds(2);

    private final List<TenantDocuments> indices;
    private final Pace pace;
    private final Duration every;
    private final Thread thread;
    private final CountDownLatch copied = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong documents = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Steps passes = new Steps();
    private final Map<String, JsonNode> marks = new HashMap<>();
    private volatile OptionalLong last = OptionalLong.empty();
    private volatile @Nullable Throwable failure;

    private DocumentFollower(List<TenantDocuments> indices, Pace pace, Duration every) {
        this.indices = indices;
        this.pace = pace;
        this.every = every;
        this.thread = Thread.ofPlatform().name("documents").daemon().unstarted(this::follow);
    }

    static DocumentFollower start(List<TenantDocuments> indices, Pace pace, Duration every) {
        var follower = new DocumentFollower(indices, pace, every);
        follower.thread.start();
        return follower;
    }

    private void follow() {
        try {
            for (var index : indices) {
                mark(index);
                count(index.copy(pace));
            }
            last = OptionalLong.of(0);
            copied.countDown();
            while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                last = OptionalLong.of(passes.step(this::pass));
            }
        } catch (InterruptedException ending) {
            // told by whoever waits
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            copied.countDown();
        }
    }

    private long pass() throws InterruptedException {
        var brought = 0L;
        for (var index : indices) {
            var before = marks.get(index.plan().from());
            if (before != null) {
                mark(index);
                brought += count(index.follow(before, pace));
            } else if (index.plan().changed().isPresent()) {
                mark(index);
                brought += count(index.copy(pace));
            }
        }
        return brought;
    }

    private void mark(TenantDocuments index) throws InterruptedException {
        index.mark().ifPresent(mark -> marks.put(index.plan().from(), mark));
    }

    private long count(TenantDocuments.Pass pass) {
        documents.addAndGet(pass.documents());
        lost.addAndGet(pass.lost());
        return pass.documents();
    }

    long documents() {
        return documents.get();
    }

    /** Points in time that were lost, so that everything was read anew. */
    long lost() {
        return lost.get();
    }

    /** @return whether everything is copied */
    boolean isCopied(Duration patience) throws InterruptedException {
        var done = copied.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        mustGoOn();
        return done;
    }

    /** What the last look has brought; nobody knows before the first copy has come to its end. */
    OptionalLong last() throws InterruptedException {
        mustGoOn();
        return last;
    }

    private void mustGoOn() throws InterruptedException {
        switch (failure) {
            case null -> {
                if (!thread.isAlive() && closed.getCount() > 0) {
                    throw new InterruptedException("told to roll back");
                }
            }
            case SearchFailure e -> throw Documents.failure(e);
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new MigrationFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
        }
    }

    interface Work {
        void make() throws InterruptedException;
    }

    /**
     * Between two passes.
     *
     * @return whether there was such a moment in time
     */
    boolean between(Duration patience, Work work) throws InterruptedException {
        mustGoOn();
        return passes.between(patience, () -> {
                    work.make();
                    return true;
                })
                .isPresent();
    }

    /** Nothing more is written by it when this returns. */
    void close() throws InterruptedException {
        closed.countDown();
        if (!thread.join(SOON)) {
            // what it has not brought is found by the last comparison
            thread.interrupt();
            thread.join();
        }
    }
}
