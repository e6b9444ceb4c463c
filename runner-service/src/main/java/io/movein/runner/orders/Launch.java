package io.movein.runner.orders;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.contract.Traceparent;
import io.movein.model.FailureKind;
import io.movein.model.RunOutcome;
import io.movein.model.RunResult;
import io.movein.model.RunSpec;
import io.movein.model.StorageInterface;
import io.movein.order.LaunchRun;
import io.movein.runner.cluster.Cluster;
import io.movein.runner.cluster.Kind;
import io.movein.runner.cluster.Ledgers;
import io.movein.runner.cluster.OpenLedger;
import io.movein.runner.cluster.RefusedException;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runner.reconcile.Launched;
import io.movein.runner.reconcile.ReportPublisher;
import io.movein.runner.run.Destination;
import io.movein.runner.run.Destinations;
import io.movein.runner.run.ForeignPolicies;
import io.movein.runner.run.Ledger.Entry;
import io.movein.runner.run.Ledger.Stage;
import io.movein.runner.run.NotLaunchable;
import io.movein.runner.run.RunLabels;
import io.movein.runner.run.RunObjects;
import io.movein.runner.run.RunRef;
import io.movein.runner.run.RunSettings;
import io.movein.runner.run.V2CiliumNetworkPolicy;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts a run at most once, whatever crashes in between.
 *
 * <p>The ledger says LAUNCHING, then everything is created with the Job held back, then the ledger says LAUNCHED, and only
 * then the Job is let go. So a Job that is missing while LAUNCHING has never started and may be created again; a Job that is
 * missing once LAUNCHED may have started and is lost.
 */
final class Launch {
    private static final String SINCE = "since ";

    private final Cluster cluster;
    private final Ledgers ledgers;
    private final ReportPublisher reports;
    private final Consumer<RunRef> enqueue;
    private final Consumer<Launched> launched;
    private final Consumer<RunRef> tellAgain;
    private final RunSettings runs;
    private final OrderSettings settings;
    private final InstantSource clock;
    private final EarlierRuns earlier;

    Launch(
            Cluster cluster,
            ReportPublisher reports,
            Consumer<RunRef> enqueue,
            Consumer<Launched> launched,
            Consumer<RunRef> tellAgain,
            RunSettings runs,
            OrderSettings settings,
            InstantSource clock) {
        this.cluster = cluster;
        this.ledgers = new Ledgers(cluster);
        this.reports = reports;
        this.enqueue = enqueue;
        this.launched = launched;
        this.tellAgain = tellAgain;
        this.runs = runs;
        this.settings = settings;
        this.clock = clock;
        this.earlier = new EarlierRuns(cluster, reports);
    }

    void carryOut(LaunchRun order, RunRef run, Traceparent trace) {
        try {
            var ledger = ledgers.open(run.namespace());
            var entry = ledger.update(
                    run, before -> before.isPresent() ? Optional.empty() : Optional.of(firstEntry(order, run)));
            carryOut(order, run, entry.orElseThrow(), ledger, trace);
        } catch (RefusedException e) {
            refused(run, trace, "The cluster refused the run's ledger in " + run.namespace() + ": " + e.getMessage());
        }
    }

    /** Refused for good, unless it was launched. What the ledger cannot say any more is said at once. */
    void failed(RunRef run, Traceparent trace, Throwable error) {
        var answer = "The runner could not launch the run because of an internal error: " + error;
        try {
            ledgers.open(run.namespace())
                    .update(
                            run,
                            before -> before.map(it -> it.is(Stage.LAUNCHING) && isOf(run, it))
                                            .orElse(true)
                                    ? Optional.of(entry(run, Stage.REFUSED, answer))
                                    : Optional.empty());
            enqueue.accept(run);
        } catch (RefusedException e) {
            refused(run, trace, answer);
        }
    }

    private static boolean isOf(RunRef run, Entry entry) {
        return entry.migration().equals(run.id().migration());
    }

    /** By the cluster's clock and kept with the run; the order has the time of another machine. */
    private static Instant begun(LaunchRun order, Entry entry) {
        try {
            return Instant.parse(entry.note().replaceFirst(SINCE, ""));
        } catch (DateTimeParseException e) {
            return order.getOrderedAt(); // written by an older version
        }
    }

    private Entry firstEntry(LaunchRun order, RunRef run) {
        var tooOld = order.getOrderedAt().plus(settings.maxAge()).isBefore(clock.instant());
        return tooOld
                ? entry(
                        run,
                        Stage.REFUSED,
                        "The order of " + order.getOrderedAt() + " is older than "
                                + settings.maxAge().toHours()
                                + " h and nothing is known about it, so it was not launched.")
                : entry(run, Stage.LAUNCHING, SINCE + clock.instant());
    }

    private void carryOut(LaunchRun order, RunRef run, Entry entry, OpenLedger ledger, Traceparent trace) {
        if (!isOf(run, entry)) {
            refused(
                    run,
                    trace,
                    "The name " + run.name() + " in " + run.namespace() + " belongs to " + entry.migration() + ".");
            return;
        }
        switch (entry.stage()) {
            case LAUNCHING -> launch(order, run, begun(order, entry), ledger, trace);
            // whoever orders it again may know nothing of it any more, as after the loss of Kafka
            case REFUSED, STOPPED, LAUNCHED -> tellAgain.accept(run);
            case TEARING_DOWN ->
                throw new UnavailableException(run.name() + " in " + run.namespace() + " is being torn down");
            case TORN_DOWN ->
                reports.finished(
                        run,
                        trace,
                        RunResult.newBuilder()
                                .setOutcome(RunOutcome.UNKNOWN)
                                .setFailure(FailureKind.OUTCOME_UNREADABLE)
                                .setDetail(
                                        "The ledger lists the run as already torn down; what became of it can no longer be read."
                                                + " It is not launched again.")
                                .setFinishedAt(clock.instant())
                                .build());
        }
    }

    private void launch(LaunchRun order, RunRef run, Instant begun, OpenLedger ledger, Traceparent trace) {
        try {
            var pods = pods(run, order.getSpec());
            earlier.requireThatNoneIsAlive(run, pods, ledger.ledger(), trace);
            var objects = create(run, order.getSpec(), pods, trace);
            if (isLaunched(run, ledger, trace)) {
                resume(run, objects.held());
            }
            earlier.forget(run);
            launched.accept(new Launched(run, ledger, objects.made()));
        } catch (NotLaunchable e) {
            refuse(run, ledger, String.valueOf(e.getMessage()));
        } catch (RefusedException e) {
            refuse(run, ledger, "The cluster refused the run: " + e.getMessage());
        } catch (UnavailableException e) {
            giveUpInTheEnd(begun, run, ledger, e);
        }
    }

    /**
     * Writes it down, unless the run was stopped or torn down meanwhile. The ledger that shows no earlier run whose end is unseen is the
     * one that is written on.
     */
    private boolean isLaunched(RunRef run, OpenLedger ledger, Traceparent trace) {
        var after = ledger.update(
                run,
                before -> before.filter(it -> it.is(Stage.LAUNCHING)).map(_ -> {
                    earlier.requireThatNoEndIsUnseen(run, ledger.ledger(), trace);
                    return entry(run, Stage.LAUNCHED, "");
                }));
        return after.filter(it -> it.is(Stage.LAUNCHED)).isPresent();
    }

    /** Those of all runs; where something of the tenant's is to be reached, its pods as well, which are behind that. */
    private List<V1Pod> pods(RunRef run, RunSpec spec) {
        return cluster.list(Kind.POD, run.namespace(), spec.getDestinations().isEmpty() ? RunLabels.OF_RUNS : "");
    }

    /**
     * What there is of a run before it is let go.
     *
     * @param made all of it but the Job; null where some of it was there before
     * @param held the Job; empty: it was there before
     */
    private record Created(@Nullable List<KubernetesObject> made, Optional<V1Job> held) {}

    private Created create(RunRef run, RunSpec spec, List<V1Pod> pods, Traceparent trace) {
        var policies = cluster.list(Kind.NETWORK_POLICY, run.namespace(), "");
        requireThatNothingElseIsOpen(run, policies, cluster.list(Kind.NAME_POLICY, run.namespace(), ""));
        var objects = new RunObjects(run, spec, runs);
        var before = objects.beforeTheJob(
                destinations(run, spec.getDestinations(), policies, pods), cluster.knows(Kind.NAME_POLICY));
        var made =
                before.stream().flatMap(object -> ensure(run, object).stream()).toList();
        return new Created(made.size() == before.size() ? made : null, ensure(run, objects.job(trace)));
    }

    private static void requireThatNothingElseIsOpen(
            RunRef run, List<V1NetworkPolicy> policies, List<V2CiliumNetworkPolicy> ciliums) {
        var openings = Stream.concat(
                        ForeignPolicies.openings(policies, run).stream(),
                        ForeignPolicies.openingsOfCilium(ciliums, run).stream())
                .toList();
        if (!openings.isEmpty()) {
            throw new NotLaunchable(
                    String.join("; ", openings) + " (expected the tenant's policies to select no pods with "
                            + RunLabels.OURS + ", or to allow nothing); change the policy, then ask for another run");
        }
    }

    private List<Destination> destinations(
            RunRef run, List<StorageInterface> declared, List<V1NetworkPolicy> policies, List<V1Pod> pods) {
        return declared.stream()
                .map(it -> Destinations.resolve(
                        it, cluster.get(Kind.SERVICE, run.namespace(), it.getService()), policies, pods))
                .toList();
    }

    /** @return as it was created; empty: it was there before */
    private <T extends KubernetesObject> Optional<T> ensure(RunRef run, T object) {
        var kind = Kind.of(object);
        var created = cluster.create(kind, object);
        if (created.isPresent()) {
            return created;
        }
        var meta = object.getMetadata();
        var there = cluster.get(kind, meta.getNamespace(), meta.getName())
                .map(KubernetesObject::getMetadata)
                .orElseThrow(
                        () -> new UnavailableException(kind + " " + meta.getName() + " was there and is now gone"));
        if (there.getDeletionTimestamp() != null) {
            throw new UnavailableException(
                    kind + " " + meta.getName() + " in " + run.namespace() + " is still being removed");
        }
        if (!RunLabels.isSameOwner(there, meta)) {
            throw new NotLaunchable(kind + " " + meta.getName() + " in " + run.namespace()
                    + " already exists and does not belong to this run.");
        }
        return created;
    }

    /** An order that can never be carried out must not keep the others of its partition waiting for ever. */
    private void giveUpInTheEnd(Instant begun, RunRef run, OpenLedger ledger, UnavailableException e) {
        if (clock.instant().isBefore(begun.plus(settings.patience()))) {
            throw e;
        }
        refuse(
                run,
                ledger,
                "The run could not be launched within " + settings.patience().toMinutes() + " min: " + e.getMessage());
    }

    /** Unless it was launched, stopped or torn down meanwhile. */
    private void refuse(RunRef run, OpenLedger ledger, String why) {
        ledger.update(
                run, before -> before.filter(it -> it.is(Stage.LAUNCHING)).map(_ -> entry(run, Stage.REFUSED, why)));
        enqueue.accept(run);
    }

    /** Where this is refused, the next look at the run does it: launched it is, whatever the cluster says to its start. */
    private void resume(RunRef run, Optional<V1Job> held) {
        try {
            if (held.flatMap(job -> cluster.replace(Kind.JOB, RunObjects.resume(job)))
                    .isEmpty()) {
                resumeItsJob(run);
            }
        } catch (RefusedException e) {
            // told by that look
        }
    }

    private void resumeItsJob(RunRef run) {
        cluster.get(Kind.JOB, run.namespace(), run.name())
                .filter(job -> run.owns(job.getMetadata()))
                .filter(job -> RunLabels.value(job.getMetadata().getAnnotations(), RunLabels.SUSPENDED)
                        .isPresent())
                .filter(job -> RunLabels.value(job.getMetadata().getAnnotations(), RunLabels.ENDED_BECAUSE)
                        .isEmpty())
                .ifPresent(job -> cluster.replace(Kind.JOB, RunObjects.resume(job)));
    }

    private static Entry entry(RunRef run, Stage stage, String note) {
        return new Entry(stage, run.id().migration(), note);
    }

    private void refused(RunRef run, Traceparent trace, String detail) {
        reports.finished(
                run,
                trace,
                RunResult.newBuilder()
                        .setOutcome(RunOutcome.FAILED)
                        .setFailure(FailureKind.NOT_LAUNCHED)
                        .setDetail(detail)
                        .setFinishedAt(clock.instant())
                        .build());
    }
}
