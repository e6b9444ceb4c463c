package io.movein.standin.kubernetes;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Makes the API server misbehave, for tests. Every fault lasts until {@link #clear} unless it says how often. */
public final class ApiFaults {
    private static final int REMEMBERED = 10_000;

    /** A request as it came in. */
    public record Call(String method, String path, String query, String accept) {
        public boolean isWatch() {
            return query.contains("watch=true") || query.contains("watch=1");
        }

        @Override
        public String toString() {
            return method + " " + path + (query.isEmpty() ? "" : "?" + query);
        }
    }

    private record Rule(Predicate<Call> calls, int status, AtomicInteger left) {}

    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final LinkedBlockingDeque<Call> calls = new LinkedBlockingDeque<>(REMEMBERED);
    private final Runnable cutWatches;
    private final Runnable forgetHistory;
    private volatile CountDownLatch hanging = new CountDownLatch(0);

    ApiFaults(Runnable cutWatches, Runnable forgetHistory) {
        this.cutWatches = cutWatches;
        this.forgetHistory = forgetHistory;
    }

    /** Answers every request with this status, 500 or 503 say. */
    public void answer(int status) {
        answer(status, Integer.MAX_VALUE, call -> true);
    }

    /** Answers the next so many requests of this sort with this status. */
    public void answer(int status, int times, Predicate<Call> which) {
        rules.add(new Rule(which, status, new AtomicInteger(times)));
    }

    /** Keeps every request waiting until {@link #clear}. */
    public void hang() {
        hanging = new CountDownLatch(1);
    }

    /** Breaks the connection of every watch, in the middle. */
    public void cutWatches() {
        cutWatches.run();
    }

    /** Forgets the past: a watch or a continued list from before now gets 410 Gone. */
    public void expireVersions() {
        forgetHistory.run();
    }

    /** Ends all faults. */
    public void clear() {
        rules.clear();
        hanging.countDown();
    }

    /** The last requests, oldest first. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Notes the call and gives the status to answer with, if it is to fail. */
    Optional<Integer> meet(Call call) throws InterruptedException {
        while (!calls.offer(call)) {
            calls.poll();
        }
        hanging.await();
        return rules.stream()
                .filter(rule -> rule.calls.test(call) && rule.left.getAndDecrement() > 0)
                .map(Rule::status)
                .findFirst();
    }
}
