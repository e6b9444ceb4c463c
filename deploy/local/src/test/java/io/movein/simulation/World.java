package io.movein.simulation;

import io.kubernetes.client.openapi.models.V1Pod;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.activity.IssueActivity;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.contract.issue.CommentSeal;
import io.movein.contract.plan.PlanPaths;
import io.movein.github.OperatorAccount;
import io.movein.intake.publish.CommandPublisher;
import io.movein.intake.read.IssueReader;
import io.movein.intake.read.Operators;
import io.movein.intake.read.StagePulls;
import io.movein.model.PlanState;
import io.movein.model.State;
import io.movein.runtime.BatchHandler;
import io.movein.runtime.PermanentException;
import io.movein.runtime.RetryableException;
import io.movein.simulation.SimulatedKafka.Partition;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The four services' own code, wired to a simulated GitHub, Kafka and cluster, one small step at a time. */
final class World {
    private static final String REPOSITORY = "acme/platform";
    static final int TENANTS = 2;
    private static final int CALM_ROUNDS = 100;
    private static final Duration CALM_ROUND = Duration.ofSeconds(20);
    /** Of the cluster in one round. */
    private static final int ACTS = 4;
    /** The first of the actors are readers of queues and the facts. */
    private static final int QUEUES = 6;

    private final Chance chance;
    private final SimulatedKafka kafka;
    private final SimulatedGitHub github;
    private final SimulatedCluster cluster;
    private final People people;
    private final Invariants invariants;
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Review review;
    private final SimulatedGit git;
    /** Null: nobody plans anything. */
    private @Nullable Planners planners;

    private @Nullable PlanInvariants planInvariants;
    private final Runner runner;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long hints;

    // the memories of the services, which a crash takes
    /** For so long the reporter believes in what it wrote, though GitHub's list does not show it. */
    private static final Duration REMEMBERED = Duration.ofMinutes(2);

    private IssueReader intake;
    private final Reporter reporter;

    World(long seed, int migrations) {
        chance = new Chance(seed);
        kafka = new SimulatedKafka(chance);
        var skew = Duration.ofSeconds(chance.below(600) - 300);
        github = new SimulatedGitHub(chance, () -> now.plus(skew).truncatedTo(ChronoUnit.SECONDS), this::webhook);
        cluster = new SimulatedCluster(chance, () -> now, this::started);
        git = new SimulatedGit(github, pull -> deliver(pull.branch, pull.number));
        people = new People(github, chance);
        invariants = new Invariants(people, kafka, github, cluster);
        review = new Review(chance, kafka, invariants, () -> now);
        runner = new Runner(chance, kafka, cluster, () -> now);
        intake = intake();
        reporter = new Reporter(kafka, github, git, meters, () -> now);
        for (int tenant = 1; tenant <= TENANTS; tenant++) {
            cluster.tenant("tenant-" + tenant);
            var onboarding = github.file(People.owner(tenant), "onboard me", List.of("onboard-my-capability"));
            github.close(People.OPERATOR, onboarding.number, "completed");
        }
        for (int i = 0; i < migrations; i++) {
            people.file(1 + chance.below(TENANTS));
        }
    }

    /** Somebody leads a plan besides, and the processes prove what they did. */
    void plans() {
        planners = new Planners(github, git, people, chance);
        people.joins(planners.number());
        planInvariants = new PlanInvariants(planners, git, github);
        invariants.ofPlans(planInvariants);
    }

    @Nullable
    PlanInvariants ofPlans() {
        return planInvariants;
    }

    private List<Integer> issues() {
        return planners == null
                ? people.issues()
                : Stream.concat(people.issues().stream(), Stream.of(planners.number()))
                        .toList();
    }

    /** Many steps with every misfortune, then a calm time in which people bring everything to its end. */
    void live(int steps) {
        for (int i = 0; i < steps; i++) {
            now = now.plusMillis(chance.below(1500));
            step();
        }
        chance.becomeCalm();
        for (int i = 0; i < CALM_ROUNDS && !isOver(); i++) {
            now = now.plus(CALM_ROUND);
            if (i % 4 == 0) {
                poll();
                lookAround();
            }
            settle();
            if (planners != null) {
                planners.goOn();
            }
            people.actAll();
            invariants.hold();
        }
        poll();
        settle();
        now = now.plus(REMEMBERED);
        issues().forEach(this::reporterReconciles);
        invariants.allIsOver(review.migrations());
        if (planInvariants != null) {
            planInvariants.allIsOver(review.plans());
        }
    }

    /** What happened, for whoever looks into a failing seed. */
    String history() {
        return invariants.history();
    }

    private boolean isOver() {
        return kafka.isDrained()
                && issues().stream().noneMatch(issue -> github.look(issue).open)
                && review.plans().stream().allMatch(plan -> plan.getStatus().getState() == PlanState.CLOSED)
                && review.migrations().stream()
                        .allMatch(migration -> migration.getStatus().getState() == State.CLOSED);
    }

    /** One of those who have something to do, or something from outside. */
    private void step() {
        var able = actors().filter(Actor::able).toList();
        var one = chance.below(able.size() + 2);
        try {
            if (one < able.size()) {
                able.get(one).act().run();
            } else {
                outside();
            }
        } catch (Crash crash) {
            restart();
        }
        invariants.hold();
    }

    private record Actor(boolean able, Runnable act) {}

    private Stream<Actor> actors() {
        return Stream.of(
                new Actor(kafka.hasMore(Topic.ISSUE_ACTIVITY), this::intakeReads),
                new Actor(kafka.hasMore(Topic.COMMANDS), () -> review.reads(Topic.COMMANDS)),
                new Actor(kafka.hasMore(Topic.RUN_REPORTS), () -> review.reads(Topic.RUN_REPORTS)),
                new Actor(review.wantsFacts(), review::factsArrive),
                new Actor(kafka.hasMore(Topic.RUN_ORDERS), runner::reads),
                new Actor(kafka.hasMore(Topic.EVENTS), this::reporterReads),
                new Actor(runner.hasRuns(), runner::looks),
                new Actor(cluster.isBusy(), cluster::act));
    }

    /** Everybody does what there is to do, until nobody gets any further; who has to wait is asked again in the next round. */
    private void settle() {
        for (int i = 0; i < ACTS; i++) {
            everythingIsRead();
            cluster.act();
            runner.looksAtAll();
        }
        everythingIsRead();
        reporter.showDue();
    }

    private void everythingIsRead() {
        long before;
        do {
            before = kafka.read();
            actors().limit(QUEUES)
                    .filter(Actor::able)
                    .forEach(actor -> actor.act().run());
        } while (kafka.read() > before || review.wantsFacts());
    }

    private void outside() {
        if (planners != null && chance.once(2)) {
            planners.act();
        } else if (chance.once(2)) {
            people.act();
        } else if (chance.strikes(10)) {
            kafka.misfortune();
        } else if (chance.strikes(200)) {
            github.goAway(Duration.ofSeconds(chance.below(120)));
        } else if (chance.strikes(15)) {
            github.tamper(chance.oneOf(issues()));
        } else if (chance.strikes(30)) {
            cluster.loseNode();
        } else if (chance.once(20)) {
            poll();
        } else if (chance.strikes(15)) {
            restart();
        } else {
            lookAround();
        }
    }

    private void lookAround() {
        reporter.showDue();
        if (chance.isCalm()) {
            issues().forEach(this::reporterReconciles);
        } else if (chance.once(4)) {
            reporterReconciles(chance.oneOf(issues()));
        }
        if (!chance.isCalm() && chance.once(2)) {
            return;
        }
        if (runner.looksAround() && (chance.isCalm() || chance.once(5))) {
            review.recheck();
        }
    }

    /** All four at once is the worst case: everything that was only remembered is gone. */
    private void restart() {
        intake = intake();
        reporter.restart();
        runner.restart();
        review.restart();
    }

    // ---- intake

    /** Deliveries get lost, come twice and come late; a poll finds what was lost. */
    private void webhook(int issue) {
        if (chance.strikes(5)) {
            return;
        }
        hint(issue);
        if (chance.strikes(5)) {
            hint(issue);
        }
        if (chance.strikes(5)) {
            hint(chance.oneOf(List.of(issue, 1)));
        }
    }

    private void poll() {
        issues().forEach(this::hint);
        git.all().forEach(pull -> hint(pull.branch, pull.number));
    }

    /** As {@link #webhook}, of a pull request. */
    private void deliver(String branch, int pull) {
        if (!chance.strikes(5)) {
            hint(branch, pull);
        }
        if (chance.strikes(5)) {
            hint(branch, pull);
        }
    }

    private void hint(String branch, int pull) {
        hint(PlanPaths.parse(branch).orElseThrow().issue(), Integer.valueOf(pull));
    }

    private void hint(int issue) {
        hint(issue, null);
    }

    private void hint(int issue, @Nullable Integer pull) {
        var migration = new MigrationId("acme", "platform", issue);
        kafka.append(
                Topic.ISSUE_ACTIVITY,
                new Message<>(
                        "hint:" + hints++,
                        "/movein/intake",
                        migration,
                        now,
                        Traceparent.begin(),
                        new IssueActivity(migration.toString(), "webhook", null, pull)));
    }

    private IssueReader intake() {
        var operators = new Operators(List.of(new OperatorAccount(null, People.OPERATOR.id())), null, github);
        return new IssueReader(
                REPOSITORY,
                github,
                new StagePulls(git, operators),
                operators,
                new CommandPublisher(kafka, meters, () -> 0),
                CommentSeal.plain(),
                () -> now,
                _ -> {});
    }

    private void intakeReads() {
        kafka.oneWithMore(Topic.ISSUE_ACTIVITY).ifPresent(partition -> handle(intake, partition, ofOneKey(partition)));
    }

    private void started(V1Pod pod) {
        invariants.started(pod);
    }

    private void reporterReads() {
        kafka.oneWithMore(Topic.EVENTS).ifPresent(partition -> handle(reporter, partition, ofOneKey(partition)));
    }

    /** Compares an issue with all that happened, once the reporter has read all of it. */
    private void reporterReconciles(int issue) {
        reporter.reconciles(MigrationId.parse(REPOSITORY + "#" + issue));
    }

    // ---- what a record loop does

    /** The next records, as long as they are about the same issue. */
    private List<Message<?>> ofOneKey(Partition partition) {
        var batch = new ArrayList<Message<?>>();
        var most = chance.isCalm() ? partition.backlog() : 1 + chance.below(partition.backlog());
        @Nullable MigrationId key = null;
        for (int i = 0; i < most; i++) {
            var message = kafka.read(partition, i);
            if (key != null && !key.equals(message.migration())) {
                break;
            }
            key = message.migration();
            batch.add(message);
        }
        return batch;
    }

    private static void handle(BatchHandler handler, Partition partition, List<Message<?>> batch) {
        try {
            handler.handle(batch);
            partition.commit(batch.size());
        } catch (RetryableException later) {
            // the same records come again
        } catch (PermanentException | InterruptedException never) {
            throw new AssertionError("nothing in this world is a dead letter", never);
        }
    }
}
