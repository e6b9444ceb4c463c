package io.movein.tier;

import io.movein.process.ConfigurationFailure;
import io.movein.process.run.ProcessRun;
import io.movein.tier.configuration.ReplayPlan;
import io.movein.tier.configuration.TierPlan;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks the application on the dedicated side what it is asked most, just before the switch, so that it fills its own caches: with the
 * data that is there by then, proven to be equal. It fails no run: whatever goes wrong is told.
 */
final class Replay implements TenantStore {

    private static final int LARGEST = 16 * 1024 * 1024;
    private static final int AT_ONCE = 8;

    private final ProcessRun<TierPlan> run;
    private final ReplayPlan plan;

    Replay(ProcessRun<TierPlan> run, ReplayPlan plan) {
        this.run = run;
        this.plan = plan;
    }

    /** What became of the requests. */
    private record Answers(AtomicInteger good, Queue<String> others) {

        private Answers() {
            this(new AtomicInteger(), new ConcurrentLinkedQueue<>());
        }

        private void other(URI address, String what) {
            others.add("%s: %s".formatted(address, what));
        }
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public void beforeSwitch() throws InterruptedException {
        run.progress().phase("warm", "requests", OptionalLong.of(plan.requests().size()));
        var until = System.nanoTime() + plan.limit().toNanos();
        var left = new ConcurrentLinkedQueue<>(plan.requests());
        var answers = new Answers();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < Math.min(AT_ONCE, plan.requests().size()); i++) {
                threads.execute(() -> work(left, until, answers));
            }
        }
        tell(answers, left.size());
    }

    private void work(Queue<URI> left, long until, Answers answers) {
        while (System.nanoTime() - until < 0) {
            var address = left.poll();
            if (address == null) {
                return;
            }
            ask(address, Duration.ofNanos(Math.max(until - System.nanoTime(), 1_000_000)), answers);
            run.progress().add(1);
        }
    }

    private void ask(URI address, Duration patience, Answers answers) {
        try {
            var request = HttpAnswers.request(address, plan.headers(), plan.secrets(), run.secrets())
                    .build();
            var status = HttpAnswers.ask(request, LARGEST, patience).statusCode();
            if (status == HttpAnswers.OK) {
                answers.good().incrementAndGet();
            } else {
                answers.other(address, Integer.toString(status));
            }
        } catch (IOException e) {
            answers.other(address, e.toString());
        } catch (ConfigurationFailure | IllegalArgumentException e) {
            answers.other(address, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Answers answers, int unasked) {
        run.figures().put("replayedRequests", answers.good().get());
        run.progress()
                .log("replay: %d of %d requests were answered%s%s"
                        .formatted(
                                answers.good().get(),
                                plan.requests().size(),
                                unasked == 0 ? "" : ", %d were not sent for lack of time".formatted(unasked),
                                answers.others().stream()
                                        .findFirst()
                                        .map(other -> "; the first failure, which does not affect the migration: "
                                                + run.secrets().redact(other))
                                        .orElse("")));
    }

    /** What the application has put into its caches is its own; those of the plan's {@code redis} are emptied by {@link Warming}. */
    @Override
    public Optional<String> undo(boolean anew) {
        return Optional.empty();
    }
}
