package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.items.Blame;
import io.movein.process.lease.Fenced;
import io.movein.process.report.CheckOutcome;
import io.movein.process.run.ProcessRun;
import io.movein.store.objects.MirrorComparison;
import io.movein.store.objects.ObjectMirror;
import io.movein.store.objects.ObjectMirror.Pass;
import io.movein.store.objects.ObjectStore;
import io.movein.store.objects.StoreFailure;
import io.movein.store.objects.StoreFailure.Kind;
import io.movein.tier.configuration.ObjectsPlan;
import io.movein.tier.configuration.TierPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** The tenant's objects below its prefix in a shared bucket, brought to a bucket of its own and followed until the switch. */
final class TenantObjects implements TenantStore {

    private static final String SOURCE = "objects source";
    private static final String TARGET = "objects target";

    private final ProcessRun<TierPlan> run;
    private final ObjectsPlan plan;
    private final BooleanSupplier goBack;
    private final Runnable fence;
    private Optional<Open> open = Optional.empty();
    private Optional<ObjectFollower> follower = Optional.empty();
    private long copied;

    /** Both buckets, opened. */
    private record Open(ObjectStore source, ObjectStore target, ObjectMirror mirror) implements AutoCloseable {
        @Override
        public void close() {
            source.close();
            target.close();
        }
    }

    TenantObjects(ProcessRun<TierPlan> run, ObjectsPlan plan, BooleanSupplier goBack, Runnable fence) {
        this.run = run;
        this.plan = plan;
        this.goBack = goBack;
        this.fence = fence;
    }

    private Open opened() {
        var retries = run.retries(StoreFailure::classify);
        var source = Buckets.open(SOURCE, plan.source(), run.secrets(), retries, Blame.SOURCE);
        var target = Buckets.open(TARGET, plan.target(), run.secrets(), retries, Blame.DESTINATION);
        return new Open(
                source, target, new ObjectMirror(source, target, run.journal().facts(), fence));
    }

    static MigrationFailure failure(StoreFailure e) throws InterruptedException {
        if (e.is(Kind.STOPPED)) {
            Thread.interrupted();
            throw new InterruptedException("told to roll back");
        }
        return new MigrationFailure(
                e.place().name().equals(SOURCE) ? ExitCode.SOURCE : ExitCode.DESTINATION,
                String.valueOf(e.getMessage()),
                e);
    }

    private interface Work<T> {
        T of(Open buckets) throws InterruptedException;
    }

    private <T> T attempt(Work<T> work) throws InterruptedException {
        try (var buckets = opened()) {
            return work.of(buckets);
        } catch (StoreFailure e) {
            throw failure(e);
        }
    }

    @Override
    public String name() {
        return "objects";
    }

    @Override
    public List<ConfigurationProblem> problems() throws InterruptedException {
        var problems = new ArrayList<ConfigurationProblem>();
        try (var buckets = opened()) {
            check("objects.source", problems, () -> source(buckets.source(), problems));
            check("objects.target", problems, () -> target(buckets, problems));
        }
        return problems;
    }

    /** What is wrong with one bucket keeps nothing of the other from being looked at. */
    private static void check(String where, List<ConfigurationProblem> problems, Runnable check) {
        try {
            check.run();
        } catch (StoreFailure e) {
            problems.add(ConfigurationProblem.of(
                    where, String.valueOf(e.getMessage()), "a bucket that can be listed, read and written"));
        }
    }

    private void source(ObjectStore source, List<ConfigurationProblem> problems) {
        var any = source.anyKey();
        if (any.isPresent()) {
            var _ = source.find(any.get());
        } else if (!plan.empty()) {
            problems.add(ConfigurationProblem.of(
                    "objects.source",
                    "no object below '%s'".formatted(plan.source().prefix()),
                    "the prefix of the tenant's objects, or objects.empty: true"));
        }
    }

    private void target(Open buckets, List<ConfigurationProblem> problems) {
        if (buckets.target().anyKey().isPresent() && buckets.mirror().isNew()) {
            problems.add(ConfigurationProblem.of(
                    "objects.target",
                    "not empty: there are objects below '%s'"
                            .formatted(plan.target().prefix()),
                    "none, or the state folder of the run that wrote them"));
        }
        buckets.target()
                .missingRights()
                .forEach(missing -> problems.add(
                        ConfigurationProblem.of("objects.target", missing, "that right, for the run as well")));
    }

    @Override
    public Optional<String> size() throws InterruptedException {
        return Optional.of(attempt(buckets -> {
            var objects = 0L;
            var bytes = 0L;
            for (var all = buckets.source().list(""); all.hasNext(); objects++) {
                bytes += all.next().size();
            }
            return "%d objects of %s".formatted(objects, Amounts.bytes(bytes));
        }));
    }

    @Override
    public void begin() {
        var buckets = opened();
        open = Optional.of(buckets);
        follower = Optional.of(ObjectFollower.start(buckets.mirror(), run.pace(), plan.every()));
    }

    private ObjectFollower following() {
        return follower.orElseThrow();
    }

    @Override
    public void copied() throws InterruptedException {
        var first = following().first(this::mayGoOn);
        copied = first.objects();
        run.progress()
                .log("objects: %d of %s are copied and read back, changes are followed"
                        .formatted(first.objects(), Amounts.bytes(first.bytes())));
    }

    private void mayGoOn() throws InterruptedException {
        if (goBack.getAsBoolean()) {
            throw new InterruptedException("told to roll back");
        }
    }

    @Override
    public Optional<String> moved() {
        return Optional.of("%d objects".formatted(copied));
    }

    @Override
    public OptionalLong missing() throws InterruptedException {
        var last = following().last().filter(Pass::settled);
        return last.isPresent() ? OptionalLong.of(last.get().changed()) : OptionalLong.empty();
    }

    @Override
    public boolean isClose() throws InterruptedException {
        var missing = missing();
        return missing.isPresent() && missing.getAsLong() <= plan.maxLag();
    }

    @Override
    public void drain() throws InterruptedException {
        var until = System.nanoTime() + plan.limit().toNanos();
        while (!following().anew(() -> mayWait(until)).settled()) {
            mayWait(until);
        }
        end(following());
    }

    private void mayWait(long until) throws InterruptedException {
        mayGoOn();
        if (System.nanoTime() - until > 0) {
            throw new MigrationFailure(
                    ExitCode.SOURCE,
                    "%s: after %s not everything that has changed since the last listing was at the target; try again when less is written, or with a longer objects.limit"
                            .formatted(SOURCE, plan.limit()));
        }
    }

    private void end(ObjectFollower ending) throws InterruptedException {
        ending.close();
        open.ifPresent(Open::close);
        open = Optional.empty();
        follower = Optional.empty();
    }

    @Override
    public Optional<String> verifyFollowed() throws InterruptedException {
        var until = System.nanoTime() + plan.limit().toNanos();
        try {
            var both = following().compare(Map.of(), () -> mayWait(until));
            if (!both.since().isEmpty()) {
                both = following().compare(both.since(), () -> mayWait(until));
            }
            if (both.since().size() >= MirrorComparison.MOST_SINCE) {
                return notAgreed("more than %d objects were written since they were listed"
                        .formatted(MirrorComparison.MOST_SINCE));
            }
            compared(both);
            return Optional.of("the objects as they were listed, without %d that were written since"
                    .formatted(both.since().size()));
        } catch (Fenced e) {
            throw e;
        } catch (MigrationFailure e) {
            return notAgreed(String.valueOf(e.getMessage()));
        } catch (StoreFailure e) {
            if (e.is(Kind.STOPPED)) {
                throw failure(e);
            }
            return notAgreed(String.valueOf(e.getMessage()));
        }
    }

    private Optional<String> notAgreed(String why) {
        return AgreedPosition.none(run.checks(), "the objects", why);
    }

    @Override
    public void verify() throws InterruptedException {
        try (var buckets = opened()) {
            compared(buckets.mirror().compare());
        } catch (StoreFailure e) {
            if (e.is(Kind.STOPPED)) {
                throw failure(e);
            }
            run.checks().replace(CheckOutcome.notMade("object count", of(), String.valueOf(e.getMessage())));
        }
    }

    private String of() {
        return "%s/%s".formatted(plan.source().bucket(), plan.source().prefix());
    }

    private void compared(MirrorComparison both) {
        var from = both.source();
        var to = both.target();
        if (from.objects() == 0 && to.objects() == 0 && plan.empty()) {
            run.checks().replace(CheckOutcome.empty("object count", of(), 0, 0));
            return;
        }
        run.checks().replace(CheckOutcome.exact("object count", of(), from.objects(), to.objects()));
        run.checks()
                .replace(
                        from.bytes() == 0 && to.bytes() == 0 && from.objects() > 0
                                ? CheckOutcome.empty("object bytes", of(), 0, 0)
                                : CheckOutcome.exact("object bytes", of(), from.bytes(), to.bytes()));
        run.checks()
                .replace(
                        both.known()
                                ? CheckOutcome.exact("checksum of objects", of(), from.sha256(), to.sha256())
                                : CheckOutcome.notMade(
                                        "checksum of objects",
                                        of(),
                                        "the journal knows of no copy; it is in the state folder of the run that moved them"));
        if (!both.differences().isEmpty()) {
            run.progress().log("objects: " + String.join("; ", both.differences()));
        }
        run.figures().put("objects", from.objects());
        run.figures().put("objectBytes", from.bytes());
    }

    @Override
    public Optional<String> undo(boolean anew) throws InterruptedException {
        if (follower.isPresent()) {
            end(follower.get());
        }
        return attempt(buckets -> {
            if (buckets.mirror().isNew()) {
                return Optional.empty();
            }
            if (anew) {
                return Optional.of("objects are kept for the next attempt");
            }
            var undone = buckets.mirror().undo();
            return Optional.of("%d objects are deleted%s"
                    .formatted(
                            undone.removed(),
                            undone.left() == 0
                                    ? ""
                                    : ", %d that others have overwritten since then are left alone"
                                            .formatted(undone.left())));
        });
    }
}
