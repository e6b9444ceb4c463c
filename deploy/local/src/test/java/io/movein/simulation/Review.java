package io.movein.simulation;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Topic;
import io.movein.contract.Traceparent;
import io.movein.model.Facts;
import io.movein.model.PoolFacts;
import io.movein.model.ResolvedHost;
import io.movein.model.Resources;
import io.movein.model.StorageInterface;
import io.movein.model.TenantFacts;
import io.movein.order.LaunchRun;
import io.movein.review.lifecycle.Change;
import io.movein.review.lifecycle.Decision;
import io.movein.review.lifecycle.Input;
import io.movein.review.lifecycle.Lifecycle;
import io.movein.review.lifecycle.PlatformState;
import io.movein.review.policy.PolicySettings;
import io.movein.review.state.Migration;
import io.movein.review.state.MigrationPlan;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/** Review as Kafka Streams runs it: its state, what it publishes and how far it has read change together or not at all. */
final class Review {
    private final Lifecycle lifecycle = new Lifecycle(PolicySettings.STRICT);
    private final PlatformState state = new PlatformState();
    private final Map<String, String> factsWanted = new HashMap<>();
    private final Chance chance;
    private final SimulatedKafka kafka;
    private final Invariants invariants;
    private final Supplier<Instant> clock;

    Review(Chance chance, SimulatedKafka kafka, Invariants invariants, Supplier<Instant> clock) {
        this.chance = chance;
        this.kafka = kafka;
        this.invariants = invariants;
        this.clock = clock;
    }

    Collection<Migration> migrations() {
        return state.migrations();
    }

    Collection<MigrationPlan> plans() {
        return state.plans();
    }

    boolean wantsFacts() {
        return !factsWanted.isEmpty();
    }

    /** What was only remembered is gone; what it still wants to know stands in its state. */
    void restart() {
        factsWanted.clear();
        state.migrations().stream()
                .filter(migration -> migration.getWanted() != null)
                .forEach(migration ->
                        factsWanted.put(migration.getId(), migration.getWanted().getId()));
    }

    void recheck() {
        state.migrations().stream()
                .map(Migration::getId)
                .toList()
                .forEach(id -> decide(new Input.Recheck(id), Traceparent.begin()));
    }

    void reads(Topic topic) {
        kafka.oneWithMore(topic).ifPresent(partition -> {
            if (chance.strikes(50)) {
                throw new Crash("in the middle of a transaction");
            }
            var message = kafka.read(partition, 0);
            partition.commit(1);
            decide(
                    topic == Topic.COMMANDS
                            ? new Input.Command(message.id(), message.body())
                            : new Input.Report(message.body()),
                    message.trace());
        });
    }

    void factsArrive() {
        if (factsWanted.isEmpty() || chance.strikes(10)) {
            return; // the API server is away
        }
        var migration = chance.oneOf(List.copyOf(factsWanted.keySet()));
        var known = Objects.requireNonNull(state.migration(migration));
        var wanted = Objects.requireNonNull(factsWanted.remove(migration));
        decide(new Input.FactsArrived(migration, wanted, facts(known)), Traceparent.begin());
    }

    private void decide(Input input, Traceparent trace) {
        Decision decision = lifecycle.decide(state, input, clock.get());
        if (input instanceof Input.Command(var id, var body) && isKnown(body)) {
            invariants.answered(id, body, decision);
        }
        state.replay(decision);
        for (var change : decision.changes()) {
            switch (change) {
                case Change.Happened happened -> happened(happened, trace);
                case Change.PlanDecided decided ->
                    decided.events().forEach(event -> {
                        publish(Topic.EVENTS, event.id(), event.plan(), trace, event.record());
                        invariants.happened(event.record());
                    });
                case Change.Ordered ordered -> ordered(ordered, trace);
                case Change.FactsWanted wanted -> want(wanted);
                default -> {} // state only
            }
        }
    }

    private void ordered(Change.Ordered ordered, Traceparent trace) {
        publish(Topic.RUN_ORDERS, ordered.id(), ordered.migration(), trace, ordered.order());
        if (ordered.order() instanceof LaunchRun launch) {
            var plan = Objects.requireNonNull(state.migration(ordered.migration()))
                    .getRequest()
                    .getRequest()
                    .getMigrationPlan();
            invariants.ordered(launch, plan == null ? null : state.plan(plan));
        }
    }

    /** What was closed before it was read asks for nothing, and gets no answer. */
    private boolean isKnown(SpecificRecord command) {
        return state.migration((String)
                        command.get(command.getSchema().getField("migration").pos()))
                != null;
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
        invariants.happened(happened.event());
    }

    private void publish(Topic topic, String id, String migration, Traceparent trace, SpecificRecord body) {
        kafka.append(
                topic,
                new Message<>(id, "/movein/review", MigrationId.parse(migration), clock.get(), trace.child(), body));
    }

    private Facts facts(Migration migration) {
        var onboarding = migration.getRequest().getOnboarding().getNumber();
        var namespaces =
                onboarding == null || onboarding > World.TENANTS ? List.<String>of() : List.of("tenant-" + onboarding);
        return Facts.newBuilder()
                .setGatheredAt(clock.get())
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
}
