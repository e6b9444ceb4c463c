package io.movein.review.stream;

import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.model.State;
import io.movein.order.LaunchRun;
import io.movein.review.lifecycle.Change;
import io.movein.review.lifecycle.Decision;
import io.movein.review.lifecycle.Input;
import io.movein.review.lifecycle.Lifecycle;
import io.movein.review.lifecycle.PlatformState;
import io.movein.review.plan.PlanDecision;
import io.movein.review.platform.Question;
import io.movein.review.policy.Egress;
import io.movein.review.state.Migration;
import io.movein.review.stream.Weights.TooLargeException;
import io.movein.runtime.JourneyStage;
import io.movein.runtime.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell around {@link Lifecycle}: has an input decided, then remembers and sends what was decided and asks for the facts
 * that are wanted. Kafka Streams makes one transaction of it with the reading of the record. Nothing is remembered or sent
 * before the decision is whole and every record of it was weighed. Wishes for facts lie in the store, so after a restart they are
 * asked for again.
 */
final class Reviewer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reviewer.class);

    /** A decision that is ready to be carried out, and the state that it changes as it is afterwards. */
    record Prepared(
            Input input,
            Decision decision,
            PlatformState after,
            List<ProducerRecord<String, byte[]>> leaving,
            Causes causes,
            Traceparent trace) {}

    private final ProcessorContext<String, byte[]> context;
    private final Lifecycle lifecycle;
    private final StoredPlatform platform;
    private final StateSerdes serdes;
    private final FactsFetcher desk;
    private final ReviewMeters meters;
    private final Tracing tracing;
    private final Rhythm rhythm;
    private final SnapshotRound migrations;
    private final SnapshotRound plans;
    private final Function<Topic, Optional<String>> topicIds;
    private final PendingReasons pending;
    private final Envelopes envelopes;
    private final Agenda agenda = new Agenda();
    private final CommitPace commits;
    private @Nullable Cancellable watch;
    private Duration interval = Duration.ZERO;
    private Instant askedAt = Instant.EPOCH;
    private Instant poolAskedAt = Instant.EPOCH;

    Reviewer(
            ProcessorContext<String, byte[]> context,
            Lifecycle lifecycle,
            StateSerdes serdes,
            FactsFetcher desk,
            Shared shared) {
        this.context = context;
        this.lifecycle = lifecycle;
        this.platform = new StoredPlatform(context, serdes);
        this.serdes = serdes;
        this.desk = desk;
        this.meters = shared.meters();
        this.tracing = shared.tracing();
        this.rhythm = shared.rhythm();
        this.pending = shared.pending();
        this.envelopes = new Envelopes(
                shared.codec(), shared.mirrorsEvents(), () -> shared.topicIds().apply(Topic.EVENTS));
        this.migrations = new SnapshotRound(shared.snapshots(), new SnapshotTable.OfMigrations(platform), platform);
        this.plans = new SnapshotRound(shared.snapshots(), new SnapshotTable.OfPlans(platform), platform);
        this.topicIds = shared.topicIds();
        this.commits = new CommitPace(context, rhythm.commits());
    }

    /** What a former instance had asked for is asked for again. */
    void begin() {
        meters.forgetMigrations();
        pending.end(PendingReasons.Kind.TEAR_DOWN);
        pending.end(PendingReasons.Kind.NODE);
        meters.entered(State.CLOSED, platform.closed());
        platform.forEachOpen(migration -> {
            meters.entered(StoredPlatform.stateOf(migration), 1);
            know(migration);
            migrations.meet(new TableEntry.OfMigration(migration));
            ask(migration.getId(), Traceparent.begin());
        });
        context.schedule(rhythm.housework(), PunctuationType.WALL_CLOCK_TIME, _ -> housework());
        watch();
    }

    /** @throws UndecidableException for an input from which nothing can follow, now or later */
    Prepared prepare(Input input, Traceparent trace) throws UndecidableException {
        try {
            return weighed(input, trace);
        } catch (TooLargeException e) {
            throw new UndecidableException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            LOG.error("cannot decide {}", input, e);
            throw new UndecidableException("cannot be decided: " + e, e);
        }
    }

    private Prepared weighed(Input input, Traceparent trace) throws TooLargeException {
        var decision = lifecycle.decide(platform, input, now());
        var after = new PlatformState(platform);
        after.replay(decision);
        var causes = new Causes(platform, input, trace);
        var leaving = envelopes.of(decision, causes::of, now());
        leaving.addAll(Snapshots.tell(after, envelopes, causes::of, now()));
        causes.remember(after);
        Weights.check(leaving, after, serdes);
        return new Prepared(input, decision, after, leaving, causes, trace);
    }

    void carryOut(Prepared prepared) {
        prepared.after().migrations().forEach(this::changed);
        prepared.after().copyTo(platform);
        prepared.leaving().forEach(record -> ReviewProcessor.forward(context, record, now().toEpochMilli()));
        trace(prepared);
        prepared.decision()
                .events()
                .forEach(event -> LOG.info(
                        "{} {} -> {}",
                        event.id(),
                        event.event().getSchema().getName(),
                        event.status().getState()));
        prepared.decision()
                .planEvents()
                .forEach(event -> LOG.info(
                        "{} {} -> {}",
                        event.id(),
                        event.record().getSchema().getName(),
                        event.status().getState()));
        prepared.decision().changes().stream()
                .filter(Change.FactsWanted.class::isInstance)
                .map(Change.FactsWanted.class::cast)
                .map(Change.FactsWanted::migration)
                .distinct()
                .forEach(migration -> ask(migration, prepared.causes().of(migration)));
        prepared.decision().orders().forEach(this::measure);
        meters.decided(
                Outcomes.input(prepared.input()), Outcomes.outcome(prepared.input(), prepared.decision(), platform));
        commits.decided();
        watch();
    }

    private void trace(Prepared prepared) {
        if (tracing.isOff()) {
            return;
        }
        var causes = prepared.causes();
        Stream.concat(
                        prepared.decision().events().stream().map(Change.Happened::migration),
                        prepared.decision().planEvents().stream().map(PlanDecision.Event::plan))
                .distinct()
                .filter(migration -> !causes.isTold(migration))
                .forEach(migration -> tracing.began("decide", causes.of(migration), migration, now()));
        prepared.leaving().forEach(record -> tracing.left(record, causes.of(record.key()), now()));
    }

    private void measure(Change.Ordered ordered) {
        if (ordered.order() instanceof LaunchRun launch && launch.getSpec().getApproval() != null) {
            meters.took(
                    JourneyStage.APPROVAL_TO_ORDER,
                    launch.getSpec().getApproval().getAt(),
                    launch.getOrderedAt());
        }
    }

    private void changed(Migration migration) {
        var before = StoredPlatform.stateOf(platform.migration(migration.getId()));
        var after = StoredPlatform.stateOf(migration);
        if (before != after) {
            meters.left(before);
            meters.entered(after, 1);
        }
        know(migration);
    }

    private void know(Migration migration) {
        agenda.put(migration.getId(), lifecycle.dueAt(migration));
        var id = migration.getId();
        var status = migration.getStatus();
        var stuck = StoredPlatform.stateOf(migration) == State.TEARING_DOWN ? migration.getTearDownSince() : null;
        pending(PendingReasons.Kind.TEAR_DOWN, id, stuck, stuck == null ? null : status.getTearDownWaitsFor());
        pending(
                PendingReasons.Kind.NODE,
                id,
                status == null ? null : status.getNodeSilentSince(),
                "it does not answer");
    }

    private void pending(PendingReasons.Kind kind, String id, @Nullable Instant since, @Nullable String why) {
        if (since == null) {
            pending.end(kind, id);
        } else {
            pending.begin(kind, id, since, why == null ? "nothing was heard of it" : why);
        }
    }

    /** What the migration wants by now; nothing, where it wants nothing. */
    private void ask(String id, Traceparent trace) {
        var migration = platform.migration(id);
        var wanted = migration == null ? null : migration.getWanted();
        if (migration == null || wanted == null) {
            desk.forget(id);
            return;
        }
        var hosts = Egress.hosts(migration.getRequest().getRequest().getEgress());
        desk.ask(id, wanted.getId(), new Question(wanted.getOnboarding().getNumber(), hosts), trace);
        askedAt = now();
    }

    /** Looks for answers while there are questions, and not otherwise: the stream commits after a look, even an empty one. */
    private void watch() {
        var wish = !desk.isAsked()
                ? Duration.ZERO
                : now().isBefore(askedAt.plus(Rhythm.LONG)) ? rhythm.answers() : rhythm.slowly();
        if (!wish.equals(interval)) {
            interval = wish;
            stopWatching();
            watch = wish.isZero() ? null : context.schedule(wish, PunctuationType.WALL_CLOCK_TIME, _ -> hearAnswers());
        }
    }

    private void stopWatching() {
        if (watch != null) {
            watch.cancel();
        }
    }

    private void hearAnswers() {
        for (var answer = desk.answer(); answer.isPresent(); answer = desk.answer()) {
            decide(answer.get().input(), answer.get().trace());
        }
        watch();
    }

    private void housework() {
        agenda.dueBy(now()).forEach(migration -> decide(new Input.Recheck(migration), Traceparent.begin()));
        if (!platform.queue().isEmpty() && !now().isBefore(poolAskedAt.plus(rhythm.pool()))) {
            desk.askForPool();
            askedAt = now();
            poolAskedAt = now();
        }
        goOn(migrations);
        goOn(plans);
        watch();
    }

    private void goOn(SnapshotRound round) {
        topicIds.apply(round.topic()).ifPresent(round::standsOn);
        round.go(now(), envelopes).forEach(record -> ReviewProcessor.forward(context, record, now().toEpochMilli()));
    }

    /** An input of our own on which the decision fails is told in the log; the wish stays, for the version that can decide it. */
    private void decide(Input input, Traceparent trace) {
        try {
            carryOut(prepare(input, trace));
        } catch (UndecidableException e) {
            LOG.error("{} of {}: {}", Outcomes.input(input), Outcomes.about(input), e.getMessage());
            meters.decided(Outcomes.input(input), "undecidable");
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }

    @Override
    public void close() {
        stopWatching();
        commits.close();
        desk.close();
        meters.forgetMigrations();
    }
}
