package io.movein.simulation;

import io.kubernetes.client.openapi.models.V1Pod;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.activity.IssueActivity;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.contract.issue.CommentSeal;
import io.movein.event.MigrationRequested;
import io.movein.event.ReviewCompleted;
import io.movein.intake.publish.Commands;
import io.movein.intake.read.IssueReader;
import io.movein.intake.read.Operators;
import io.movein.model.Facts;
import io.movein.model.PoolFacts;
import io.movein.model.ResolvedHost;
import io.movein.model.Resources;
import io.movein.model.StorageInterface;
import io.movein.model.TenantFacts;
import io.movein.reporter.IssueReporter;
import io.movein.reporter.MigrationIssues;
import io.movein.reporter.Timing;
import io.movein.reporter.text.Texts;
import io.movein.review.lifecycle.Change;
import io.movein.review.lifecycle.Decision;
import io.movein.review.lifecycle.Input;
import io.movein.review.lifecycle.Lifecycle;
import io.movein.review.lifecycle.PlatformState;
import io.movein.review.policy.PolicySettings;
import io.movein.review.state.Migration;
import io.movein.runner.cluster.UnavailableException;
import io.movein.runner.orders.OrderRouter;
import io.movein.runner.orders.OrderSettings;
import io.movein.runner.reconcile.ReconcileSettings;
import io.movein.runner.reconcile.Reports;
import io.movein.runner.reconcile.Resync;
import io.movein.runner.reconcile.RunReconciler;
import io.movein.runner.run.PendingTimeouts;
import io.movein.runner.run.RunObserver;
import io.movein.runner.run.RunRef;
import io.movein.runner.run.RunSettings;
import io.movein.runtime.BatchHandler;
import io.movein.runtime.PermanentException;
import io.movein.runtime.RetryableException;
import io.movein.simulation.SimulatedKafka.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The four services' own code, wired to a simulated GitHub, Kafka and cluster, one small step at a time. */
final class World {
    private static final String REPOSITORY = "acme/platform";
    private static final int TENANTS = 3;
    /** Remembers nothing but its templates. */
    private static final Texts TEXTS = Texts.mentioning(List.of());

    private final Chance chance;
    private final SimulatedKafka kafka;
    private final SimulatedGitHub github;
    private final SimulatedCluster cluster;
    private final People people;
    private final Invariants invariants;
    private final Lifecycle lifecycle = new Lifecycle(PolicySettings.STRICT);
    private final PlatformState reviewState = new PlatformState();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long hints;

    // the memories of the services, which a crash takes
    private IssueReader intake;
    private OrderRouter orders;
    private RunReconciler reconciler;
    private IssueReporter reporter;
    private final Set<RunRef> queuedRuns = new LinkedHashSet<>();
    private final Map<String, String> factsWanted = new HashMap<>();

    World(long seed, int migrations) {
        chance = new Chance(seed);
        kafka = new SimulatedKafka(chance);
        github = new SimulatedGitHub(chance, () -> now, this::webhook);
        cluster = new SimulatedCluster(chance, () -> now, this::started);
        people = new People(github, chance);
        invariants = new Invariants(people, kafka, github, cluster);
        intake = intake();
        orders = orders();
        reconciler = reconciler();
        reporter = reporter();
        for (int tenant = 1; tenant <= TENANTS; tenant++) {
            cluster.tenant("tenant-" + tenant);
            var onboarding = github.file(People.owner(tenant), "onboard me", List.of("onboard-my-capability"));
            github.close(onboarding.number, "completed");
        }
        for (int i = 0; i < migrations; i++) {
            people.file(1 + i % TENANTS);
        }
    }

    /** Many steps with every misfortune, then a calm time in which people bring everything to its end. */
    void live(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
        chance.becomeCalm();
        for (int i = 0; i < 400 && !isOver(); i++) {
            for (int k = 0; k < 400; k++) {
                step();
            }
            poll();
        }
        invariants.hold();
        people.issues().forEach(this::reporterReconciles);
        invariants.allIsOver(reviewState.migrations());
    }

    /** What happened, for whoever looks into a failing seed. */
    String history() {
        return invariants.history();
    }

    private boolean isOver() {
        return kafka.isDrained() && people.issues().stream().noneMatch(issue -> github.look(issue).open);
    }

    private void step() {
        now = now.plusMillis(chance.below(1500));
        try {
            switch (chance.below(12)) {
                case 0, 1 -> intakeReads();
                case 2, 3 -> reviewReads(Topic.COMMANDS);
                case 4 -> reviewReads(Topic.RUN_REPORTS);
                case 5 -> factsArrive();
                case 6 -> runnerReads();
                case 7 -> runnerLooks();
                case 8, 9 -> reporterReads();
                case 10 -> cluster.act();
                default -> outside();
            }
        } catch (Crash crash) {
            restart();
        }
        invariants.hold();
    }

    private void outside() {
        if (chance.once(3)) {
            people.act();
        } else if (chance.strikes(10)) {
            kafka.misfortune();
        } else if (chance.strikes(20)) {
            github.tamper(chance.oneOf(people.issues()));
        } else if (chance.once(20)) {
            poll();
        } else if (chance.strikes(10)) {
            restart();
        } else {
            lookAround();
        }
    }

    private void lookAround() {
        reporter.showDue();
        if (chance.once(4)) {
            reporterReconciles(chance.oneOf(people.issues()));
        }
        if (chance.once(2)) {
            return;
        }
        try {
            queuedRuns.addAll(new Resync(cluster).runs());
        } catch (UnavailableException later) {
            return;
        }
        if (chance.once(5)) {
            reviewState.migrations().stream()
                    .map(Migration::getId)
                    .toList()
                    .forEach(id -> review(new Input.Recheck(id), Traceparent.begin()));
        }
    }

    /** All four at once is the worst case: everything that was only remembered is gone. */
    private void restart() {
        intake = intake();
        orders = orders();
        reconciler = reconciler();
        reporter = reporter();
        queuedRuns.clear();
        factsWanted.clear();
        reviewState.migrations().stream()
                .filter(migration -> migration.getWanted() != null)
                .forEach(migration ->
                        factsWanted.put(migration.getId(), migration.getWanted().getId()));
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
        people.issues().forEach(this::hint);
    }

    private void hint(int issue) {
        var migration = new MigrationId("acme", "platform", issue);
        kafka.append(
                Topic.ISSUE_ACTIVITY,
                new Message<>(
                        "hint:" + hints++,
                        "/movein/intake",
                        migration,
                        now,
                        Traceparent.begin(),
                        new IssueActivity(migration.toString(), "webhook", null)));
    }

    private IssueReader intake() {
        return new IssueReader(
                REPOSITORY,
                github,
                new Operators(List.of(Long.toString(People.OPERATOR.id())), null, github),
                new Commands(kafka, new SimpleMeterRegistry()),
                CommentSeal.plain(),
                () -> now,
                _ -> {});
    }

    private void intakeReads() {
        partition(Topic.ISSUE_ACTIVITY).ifPresent(partition -> handle(intake, partition, ofOneKey(partition)));
    }

    // ---- review: its state, what it publishes and how far it has read change together or not at all

    private void reviewReads(Topic topic) {
        partition(topic).ifPresent(partition -> {
            if (chance.strikes(50)) {
                throw new Crash("in the middle of a transaction");
            }
            var message = kafka.read(partition, 0);
            partition.commit(1);
            review(
                    topic == Topic.COMMANDS
                            ? new Input.Command(message.id(), message.body())
                            : new Input.Report(message.body()),
                    message.trace());
        });
    }

    private void factsArrive() {
        if (factsWanted.isEmpty() || chance.strikes(10)) {
            return; // the API server is away
        }
        var migration = chance.oneOf(List.copyOf(factsWanted.keySet()));
        var state = Objects.requireNonNull(reviewState.migration(migration));
        review(
                new Input.FactsArrived(migration, Objects.requireNonNull(factsWanted.remove(migration)), facts(state)),
                Traceparent.begin());
    }

    private void review(Input input, Traceparent trace) {
        Decision decision = lifecycle.decide(reviewState, input, now);
        reviewState.replay(decision);
        for (var change : decision.changes()) {
            switch (change) {
                case Change.Happened happened -> happened(happened, trace);
                case Change.Ordered ordered ->
                    publish(Topic.RUN_ORDERS, ordered.id(), ordered.migration(), trace, ordered.order());
                case Change.FactsWanted wanted -> want(wanted);
                default -> {} // state only
            }
        }
    }

    private void want(Change.FactsWanted wanted) {
        if (wanted.wanted() == null) {
            factsWanted.remove(wanted.migration());
        } else {
            factsWanted.put(wanted.migration(), wanted.wanted().getId());
        }
    }

    private void happened(Change.Happened happened, Traceparent trace) {
        publish(Topic.EVENTS, happened.id(), happened.migration(), trace, happened.event());
        if (happened.event() instanceof ReviewCompleted || happened.event() instanceof MigrationRequested) {
            var image = happened.status().getRequest().getImage();
            people.seeRevision(happened.status().getRevision(), image == null ? "" : image);
        }
    }

    private void publish(Topic topic, String id, String migration, Traceparent trace, SpecificRecord body) {
        kafka.append(
                topic, new Message<>(id, "/movein/review", MigrationId.parse(migration), now, trace.child(), body));
    }

    private Facts facts(Migration migration) {
        var onboarding = migration.getRequest().getOnboarding().getNumber();
        var namespaces =
                onboarding == null || onboarding > TENANTS ? List.<String>of() : List.of("tenant-" + onboarding);
        return Facts.newBuilder()
                .setGatheredAt(now)
                .setTenantNamespaces(namespaces)
                .setTenant(namespaces.isEmpty() ? null : tenant(namespaces.getFirst()))
                .setPool(PoolFacts.newBuilder()
                        .setNodes(1)
                        .setLargestNode(resources(1000))
                        .setTotal(resources(1000))
                        .build())
                .setHosts(List.of(new ResolvedHost("203.0.113.10", List.of("203.0.113.10"))))
                .setClusterRanges(List.of("10.0.0.0/8"))
                .build();
    }

    private static TenantFacts tenant(String namespace) {
        return TenantFacts.newBuilder()
                .setNamespace(namespace)
                .setSteadyState(resources(600))
                .setStorageInterfaces(List.of(new StorageInterface("storage", 8080)))
                .setRegisteredSecrets(List.of("old-host"))
                .build();
    }

    private static Resources resources(long cpuMillis) {
        return new Resources(cpuMillis, 8L << 30, 100L << 30);
    }

    // ---- runner

    private OrderRouter orders() {
        return new OrderRouter(
                cluster, reports(), queuedRuns::add, RunSettings.defaults(), OrderSettings.defaults(), () -> now);
    }

    private RunReconciler reconciler() {
        return new RunReconciler(
                cluster,
                reports(),
                new RunObserver(PendingTimeouts.defaults()),
                ReconcileSettings.defaults(),
                _ -> List.of(),
                () -> now);
    }

    private Reports reports() {
        return new Reports(message -> kafka.publish(Topic.RUN_REPORTS, message), () -> now);
    }

    private void runnerReads() {
        partition(Topic.RUN_ORDERS).ifPresent(partition -> {
            var message = kafka.read(partition, 0);
            try {
                orders.carryOut(message.body(), message.trace());
                partition.commit(1);
            } catch (UnavailableException later) {
                // the same order comes again
            }
        });
    }

    private void runnerLooks() {
        if (queuedRuns.isEmpty()) {
            return;
        }
        var run = chance.oneOf(List.copyOf(queuedRuns));
        queuedRuns.remove(run);
        try {
            reconciler.reconcile(run).ifPresent(_ -> queuedRuns.add(run));
        } catch (UnavailableException later) {
            queuedRuns.add(run);
        }
    }

    private void started(V1Pod pod) {
        invariants.started(pod);
    }

    // ---- reporter

    private IssueReporter reporter() {
        var meters = new SimpleMeterRegistry();
        return new IssueReporter(
                new MigrationIssues(REPOSITORY, github, CommentSeal.plain(), () -> now, meters),
                TEXTS,
                new Timing(Duration.ofSeconds(60), 250, Duration.ofSeconds(1)),
                (migration, after) -> {},
                () -> now,
                meters);
    }

    private void reporterReads() {
        partition(Topic.EVENTS).ifPresent(partition -> handle(reporter, partition, ofOneKey(partition)));
    }

    /** Compares an issue with all that happened, once the reporter has read all of it. */
    private void reporterReconciles(int issue) {
        var history = kafka.history(MigrationId.parse(REPOSITORY + "#" + issue));
        if (history.isEmpty() || kafka.partitions(Topic.EVENTS).stream().anyMatch(Partition::hasMore)) {
            return;
        }
        try {
            reporter.repair(
                    history.getFirst().migration(),
                    history.stream().<SpecificRecord>map(Message::body).toList());
        } catch (RetryableException later) {
            // it is compared again at another time
        } catch (PermanentException never) {
            throw new AssertionError("nothing in this world is refused for good", never);
        }
    }

    // ---- what a record loop does

    private Optional<Partition> partition(Topic topic) {
        var some = kafka.partitions(topic).stream()
                .filter(Partition::hasMore)
                .collect(Collectors.toCollection(ArrayList::new));
        return some.isEmpty() ? Optional.empty() : Optional.of(chance.oneOf(some));
    }

    /** The next records, as long as they are about the same issue. */
    private List<Message<?>> ofOneKey(Partition partition) {
        var batch = new ArrayList<Message<?>>();
        var most = 1 + chance.below(partition.backlog());
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
